import { describe, expect, it } from '@jest/globals';
import { createIdentity } from './identity.ts';

const identity = createIdentity('a secret that is at least 32 characters long');
const other = createIdentity('another secret, also 32 characters or more');

describe('an effect’s id', () => {
  it('is the same for the same kind and key, for ever', () => {
    expect(identity.idOf('hold', 'anonymous', 'key')).toBe('17096a61-7fae-8f48-82c7-061bb50fe223');
  });

  it('is a uuid of version 8', () => {
    for (let n = 0; n < 100; n++) {
      expect(identity.idOf('hold', String(n))).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });

  it('differs by kind, by key and by secret', () => {
    const ids = [
      identity.idOf('hold', 'a'),
      identity.idOf('proof', 'a'),
      identity.idOf('hold', 'b'),
      other.idOf('hold', 'a'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('an owner token', () => {
  const bookingId = '0199d1c0-0000-8000-8000-000000000001';
  const token = identity.ownerTokenOf(bookingId);

  it('opens its own booking only', () => {
    expect(identity.isOwnerToken(bookingId, token)).toBe(true);
    expect(identity.isOwnerToken('0199d1c0-0000-8000-8000-000000000002', token)).toBe(false);
  });

  it('cannot be made without the secret, cut or lengthened', () => {
    for (const wrong of [
      other.ownerTokenOf(bookingId),
      token.slice(1),
      `${token}A`,
      '',
      'é'.repeat(43),
    ]) {
      expect(identity.isOwnerToken(bookingId, wrong)).toBe(false);
    }
  });
});
