import { describe, expect, it } from '@jest/globals';
import { base32, otpauthUrl, stepOf, totpAt } from './totp.ts';

/** RFC 6238, appendix B: SHA-1, of which the last six digits count here. */
const secret = Buffer.from('12345678901234567890');

describe('a code of an authenticator app', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is what RFC 6238 says at %i s', (seconds, code) => {
    expect(totpAt(secret, Math.floor(seconds / 30))).toBe(code);
  });

  it('counts a step too early or too late, and no more', () => {
    const step = 1000;
    const at = new Date(step * 30_000 + 12_000);
    for (const apart of [-1, 0, 1]) {
      expect(stepOf(secret, totpAt(secret, step + apart), at, null)).toBe(step + apart);
    }
    for (const apart of [-2, 2]) {
      expect(stepOf(secret, totpAt(secret, step + apart), at, null)).toBeUndefined();
    }
  });

  it('counts once, and none before it counts any more', () => {
    const at = new Date(1000 * 30_000);
    expect(stepOf(secret, totpAt(secret, 1000), at, 999)).toBe(1000);
    expect(stepOf(secret, totpAt(secret, 1000), at, 1000)).toBeUndefined();
    expect(stepOf(secret, totpAt(secret, 999), at, 1000)).toBeUndefined();
  });
});

describe('what an app is given', () => {
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('is base32 as RFC 4648 has it: %s', (text, encoded) => {
    expect(base32(Buffer.from(text))).toBe(encoded);
  });

  it('names the project and the account', () => {
    expect(otpauthUrl(Buffer.from('foobar'), 'Karcis & Co', 'a@b.id')).toBe(
      'otpauth://totp/Karcis%20%26%20Co:a%40b.id?secret=MZXW6YTBOI&issuer=Karcis%20%26%20Co',
    );
  });
});
