import { describe, expect, it } from '@jest/globals';
import { ATTEMPTS_MAX, retryDelayMs } from './retry.ts';

const base = 5_000;

describe('the wait before another attempt', () => {
  it('grows threefold each time', () => {
    expect([1, 2, 3, 4].map((attempts) => retryDelayMs(attempts, base, 1))).toEqual([
      5_000, 15_000, 45_000, 135_000,
    ]);
  });

  it('is an hour at most', () => {
    expect(retryDelayMs(ATTEMPTS_MAX, base, 1)).toBe(3_600_000);
    expect(retryDelayMs(1_000, base, 1)).toBe(3_600_000);
  });

  it('is spread over its second half', () => {
    expect(retryDelayMs(1, base, 0)).toBe(2_500);
    expect(retryDelayMs(1, base, 0.5)).toBe(3_750);
  });
});
