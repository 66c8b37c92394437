import { describe, expect, it } from '@jest/globals';
import { availabilityOf, type Counted, holdPoolOf } from './availability.ts';

const now = new Date('2026-12-05T03:00:00.000Z');
const anItem = (changes: Partial<Counted> = {}): Counted => ({
  capacity: 100,
  confirmed: 0,
  locked: 0,
  holdActive: 0,
  maxPerBooking: 5,
  status: 'OPEN',
  bookingClosesAt: new Date('2026-12-06T03:00:00.000Z'),
  nextReleaseAt: null,
  ...changes,
});
const of = (changes: Partial<Counted>) => availabilityOf(anItem(changes), now);

describe('the hold pool', () => {
  it.each([
    [0, 0],
    [1, 1],
    [3, 1],
    [4, 1],
    [7, 2],
    [10, 3],
    [100, 30],
    [999_999, 299_999],
    [1_000_000, 300_000],
  ])('of %i places has %i', (capacity, pool) => {
    expect(holdPoolOf(capacity)).toBe(pool);
  });

  it('is exact where 0.3 times the capacity is not', () => {
    const capacities = Array.from({ length: 10_000 }, (_, index) => index * 10);
    for (const capacity of capacities.slice(1))
      expect(holdPoolOf(capacity)).toBe((capacity / 10) * 3);
  });
});

describe('availability', () => {
  it('has every number of the mission', () => {
    const nextReleaseAt = new Date('2026-12-05T03:15:00.000Z');
    expect(of({ confirmed: 40, locked: 10, holdActive: 12, nextReleaseAt })).toEqual({
      capacity: 100,
      paid: 40,
      review: 10,
      holdActive: 12,
      capacityUsed: 50,
      capacityLeft: 50,
      holdPool: 30,
      holdPoolLeft: 18,
      available: 18,
      maxQuantity: 5,
      bookable: true,
      reason: null,
      nextReleaseAt: nextReleaseAt.toISOString(),
    });
  });

  it('never lets more people hold than places are left', () => {
    expect(of({ confirmed: 90, holdActive: 7 })).toMatchObject({ holdPoolLeft: 23, available: 3 });
  });

  it('is never negative after the capacity shrank', () => {
    expect(of({ capacity: 10, holdActive: 8 })).toMatchObject({ holdPoolLeft: 0, available: 0 });
  });

  it('allows no more at once than the pool has', () => {
    expect(of({ capacity: 10 })).toMatchObject({ maxQuantity: 3 });
  });
});

describe('an item', () => {
  it.each([
    ['closed', { status: 'CLOSED' }],
    ['closed', { status: 'DRAFT' }],
    ['ended', { bookingClosesAt: now }],
    ['sold-out', { confirmed: 60, locked: 40 }],
    ['sold-out', { capacity: 0 }],
    ['hold-pool-full', { holdActive: 30 }],
    ['hold-pool-full', { confirmed: 95, holdActive: 5 }],
  ] as const)('cannot be booked because it is %s: %j', (reason, changes) => {
    expect(of(changes)).toMatchObject({ bookable: false, reason });
  });

  it('can be booked until the instant at which booking closes', () => {
    const bookingClosesAt = new Date(now.getTime() + 1);
    expect(of({ bookingClosesAt })).toMatchObject({ bookable: true, reason: null });
  });
});
