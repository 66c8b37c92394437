import { describe, expect, it } from '@jest/globals';
import { announcedState, fitsNow, isWelcome, kinds, states } from './kind.ts';

describe('a message', () => {
  it('is welcome in the state that it announces', () => {
    for (const kind of kinds) {
      const state = announcedState[kind];
      if (state) expect(isWelcome(kind, state)).toBe(true);
    }
  });

  it('never contradicts how the booking ended', () => {
    expect(isWelcome('hold-made', 'EXPIRED')).toBe(false);
    expect(isWelcome('hold-made', 'CANCELLED')).toBe(false);
    expect(isWelcome('expired', 'PAID')).toBe(false);
    expect(isWelcome('approved', 'CANCELLED')).toBe(false);
  });

  it('warns of the end only while the hold runs', () => {
    expect(states.filter((state) => isWelcome('expiring-soon', state))).toEqual([
      'HOLD',
      'PENDING',
    ]);
  });

  it('tells the organiser of a proof only while it waits', () => {
    expect(isWelcome('new-proof-waiting', 'PAID')).toBe(false);
  });

  it('reminds nobody whose booking was cancelled', () => {
    expect(states.filter((state) => isWelcome('reminder', state))).toEqual(['PAID']);
  });
});

describe('a message that its owner asks for once more', () => {
  it('says how the booking stands now', () => {
    const fitting = (state: (typeof states)[number]) =>
      kinds.filter((kind) => fitsNow(kind, state, 'paid'));
    expect(fitting('PAID')).toEqual(['approved']);
    expect(fitting('HOLD')).toEqual(['hold-made']);
    expect(fitting('REVIEW')).toEqual(['proof-received']);
    expect(fitting('CANCELLED')).toEqual(['cancelled']);
  });

  it('is about money only where the money went that way', () => {
    expect(fitsNow('refunded', 'CANCELLED', 'refund-due')).toBe(false);
    expect(fitsNow('refunded', 'CANCELLED', 'refunded')).toBe(true);
  });
});
