import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, fingerprintOfJson, fingerprintOfParts } from './fingerprint.ts';

const path = '/api/bookings/hold';

describe('the fingerprint of a JSON request', () => {
  it('does not depend on the order of keys, at any depth', () => {
    const one = { name: 'Siti', contact: { email: 'a@b.id', whatsapp: '0812' } };
    const two = { contact: { whatsapp: '0812', email: 'a@b.id' }, name: 'Siti' };
    expect(fingerprintOfJson('POST', path, one)).toBe(fingerprintOfJson('POST', path, two));
  });

  it('depends on method, path, values, and the order of a list', () => {
    const prints = [
      fingerprintOfJson('POST', path, { a: [1, 2] }),
      fingerprintOfJson('POST', path, { a: [2, 1] }),
      fingerprintOfJson('POST', path, { a: ['1', 2] }),
      fingerprintOfJson('POST', `${path}s`, { a: [1, 2] }),
      fingerprintOfJson('PUT', path, { a: [1, 2] }),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('stands on JSON that means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('the fingerprint of a form', () => {
  const file = { name: 'file', sha256: 'aa' };
  const fields = { name: 'fields', sha256: 'bb' };

  it('does not depend on the order of parts', () => {
    expect(fingerprintOfParts('POST', path, [file, fields])).toBe(
      fingerprintOfParts('POST', path, [fields, file]),
    );
  });

  it('depends on names and contents', () => {
    const prints = [
      fingerprintOfParts('POST', path, [file]),
      fingerprintOfParts('POST', path, [file, fields]),
      fingerprintOfParts('POST', path, [{ ...file, sha256: 'cc' }]),
      fingerprintOfParts('POST', path, [{ ...file, name: 'fields' }]),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });
});
