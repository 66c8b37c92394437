import { describe, expect, it } from '@jest/globals';
import { fromStripe, toStripe } from './money.ts';

describe("Stripe's money", () => {
  it.each([
    ['IDR', 145_000, 14_500_000],
    ['idr', 145_000, 14_500_000],
    ['USD', 1_050, 1_050],
    ['JPY', 500, 500],
    ['ISK', 500, 50_000],
  ])('holds %s %d as %d', (currency, ours, theirs) => {
    expect(toStripe(ours, currency)).toBe(theirs);
    expect(fromStripe(theirs, currency)).toBe(ours);
  });

  it('has no sum of ours for half a rupiah', () => {
    expect(fromStripe(14_500_050, 'IDR')).toBeNull();
  });
});
