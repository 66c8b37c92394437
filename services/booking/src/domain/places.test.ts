import { describe, expect, it } from '@jest/globals';
import { compare } from './places.ts';

const end = '2026-11-25T05:00:00.000Z';
const later = '2026-11-25T05:15:00.000Z';
const holdExpiresAt = new Date(end);

const places = (state: 'HELD' | 'LOCKED' | 'CONFIRMED' | 'RELEASED', epoch = 1) => ({
  state,
  epoch,
  proofId: 'p',
  expiresAt: end,
});

describe('compare', () => {
  it.each([
    ['HOLD', 'HELD'],
    ['PENDING', 'HELD'],
    ['REVIEW', 'LOCKED'],
    ['PAID', 'CONFIRMED'],
    ['REJECTED', 'RELEASED'],
    ['EXPIRED', 'RELEASED'],
    ['CANCELLED', 'RELEASED'],
  ] as const)('finds nothing wrong with %s and %s', (state, of) => {
    expect(compare({ state, epoch: 1, holdExpiresAt }, places(of))).toBeUndefined();
  });

  it.each([
    ['HOLD', places('LOCKED'), { type: 'submit', proofId: 'p' }],
    ['HOLD', places('RELEASED'), { type: 'expire', epoch: 1 }],
    ['HOLD', undefined, { type: 'expire', epoch: 1 }],
    ['HOLD', { ...places('HELD'), expiresAt: later }, { type: 'extend', expiresAt: later }],
    ['REVIEW', places('HELD'), { type: 'lock' }],
    ['PAID', places('LOCKED'), { type: 'confirm' }],
    ['REJECTED', places('LOCKED'), { type: 'release', epoch: 1 }],
    ['CANCELLED', places('HELD'), { type: 'release', epoch: 1 }],
    ['EXPIRED', places('HELD', 2), null],
    ['PAID', places('RELEASED'), null],
  ] as const)('says what is missing between %s and %o', (state, of, repair) => {
    expect(compare({ state, epoch: 1, holdExpiresAt }, of)).toEqual({ repair });
  });
});
