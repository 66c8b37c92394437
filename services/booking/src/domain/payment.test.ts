import { describe, expect, it } from '@jest/globals';
import { backoffSeconds, checkoutSeconds, isSumOf } from './payment.ts';

const asked = { amount: 150_000, currency: 'IDR' };

describe('isSumOf', () => {
  it.each([
    [{ amount: 150_000, currency: 'IDR' }, true],
    [{ amount: 150_000, currency: 'idr' }, true],
    [{ amount: 149_999, currency: 'IDR' }, false],
    [{ amount: 150_001, currency: 'IDR' }, false],
    [{ amount: 150_000, currency: 'USD' }, false],
    [{ amount: null, currency: 'IDR' }, false],
    [{ amount: 150_000, currency: null }, false],
  ])('of %o is %s', (came, is) => {
    expect(isSumOf(asked, came)).toBe(is);
  });
});

describe('backoffSeconds', () => {
  it('doubles up to its most', () => {
    expect([1, 2, 3, 4, 5, 99].map((tries) => backoffSeconds(tries, 2, 20))).toEqual([
      2, 4, 8, 16, 20, 20,
    ]);
  });
});

describe('checkoutSeconds', () => {
  it('is what people are given, within what the provider allows', () => {
    expect(checkoutSeconds(900, { min: 60, max: 86_400 })).toBe(900);
    expect(checkoutSeconds(900, { min: 1800, max: 86_400 })).toBe(1800);
    expect(checkoutSeconds(900, { min: 60, max: 600 })).toBe(600);
  });

  it('may be shorter than the shortest session, where the settings say so', () => {
    expect(checkoutSeconds(5, { min: 60, max: 600 }, 5)).toBe(5);
    expect(checkoutSeconds(5, { min: 60, max: 600 }, 20)).toBe(20);
    expect(checkoutSeconds(5, { min: 60, max: 600 }, 90)).toBe(60);
  });
});
