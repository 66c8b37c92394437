import { describe, expect, it } from '@jest/globals';
import { toInstant, toLocalTime } from './zoned-time.ts';

describe('a time in a zone', () => {
  it.each([
    ['Asia/Jakarta', '2026-12-12T19:00', '2026-12-12T12:00:00.000Z'],
    ['Asia/Jayapura', '2026-12-12T00:30', '2026-12-11T15:30:00.000Z'],
    ['UTC', '2026-02-28T23:59', '2026-02-28T23:59:00.000Z'],
    ['America/New_York', '2026-07-01T08:00', '2026-07-01T12:00:00.000Z'],
    ['America/New_York', '2026-01-01T08:00', '2026-01-01T13:00:00.000Z'],
  ])('in %s %s is %s, and back', (zone, local, instant) => {
    expect(toInstant(local, zone)).toBe(instant);
    expect(toLocalTime(instant, zone)).toBe(local);
  });

  it('is the first of two when clocks go back, and later by the jump when they leave it out', () => {
    expect(toInstant('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
    expect(toInstant('2026-03-08T02:30', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z');
  });

  it.each(['', 'besok', '2026-02-30T10:00', '2026-13-01T10:00', '2026-01-01'])(
    'is none for %j',
    (local) => {
      expect(toInstant(local, 'Asia/Jakarta')).toBeUndefined();
    },
  );
});
