import { describe, expect, it } from '@jest/globals';
import { announcedState, isWelcome, kinds } from './kind.ts';

describe('a message', () => {
  it('is welcome in the state that it announces', () => {
    for (const kind of kinds) {
      if (kind !== 'expiring-soon') expect(isWelcome(kind, announcedState[kind])).toBe(true);
    }
  });

  it('never contradicts how the booking ended', () => {
    expect(isWelcome('hold-made', 'EXPIRED')).toBe(false);
    expect(isWelcome('hold-made', 'CANCELLED')).toBe(false);
    expect(isWelcome('expired', 'PAID')).toBe(false);
    expect(isWelcome('approved', 'CANCELLED')).toBe(false);
  });

  it('warns of the end only while the hold runs', () => {
    const states = [
      'HOLD',
      'PENDING',
      'REVIEW',
      'PAID',
      'REJECTED',
      'EXPIRED',
      'CANCELLED',
    ] as const;
    expect(states.filter((state) => isWelcome('expiring-soon', state))).toEqual([
      'HOLD',
      'PENDING',
    ]);
  });

  it('tells the organiser of a proof only while it waits', () => {
    expect(isWelcome('new-proof-waiting', 'PAID')).toBe(false);
  });
});
