import { describe, expect, it } from '@jest/globals';
import { isoTime } from './time.ts';

describe('isoTime', () => {
  it('writes what a date writes itself, whichever came before', () => {
    const start = Date.parse('2030-01-01T10:20:30.456Z');
    const instants = [0, -1, 255, 256, -256, start, start + 256, start + 900_000, 8.64e15, start];
    for (const ms of [...instants, ...instants.toReversed()]) {
      expect(isoTime(new Date(ms))).toBe(new Date(ms).toISOString());
    }
  });

  it('throws where a date is none', () => {
    expect(() => isoTime(new Date(Number.NaN))).toThrow(RangeError);
  });
});
