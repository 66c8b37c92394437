import { describe, expect, it } from '@jest/globals';
import { backoff } from './backoff.ts';

describe('backoff', () => {
  it('doubles up to ten seconds', () => {
    const delays = backoff(() => 0);

    const given = Array.from({ length: 8 }, () => delays.next());

    expect(given).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('starts anew after half a minute of health', () => {
    let now = 0;
    const delays = backoff(() => now);
    delays.next();
    delays.next();

    now = 30_001;

    expect(delays.next()).toBe(250);
  });
});
