import type { Availability, ItemStatus } from '@karcis/contracts';

/** What is counted of an item at one instant. Quantities are places. */
export type Counted = {
  readonly capacity: number;
  readonly confirmed: number;
  readonly locked: number;
  /** Held places whose time is not over. */
  readonly holdActive: number;
  readonly maxPerBooking: number;
  readonly status: ItemStatus;
  readonly bookingClosesAt: Date;
  readonly nextReleaseAt: Date | null;
};

/** How many places may be on hold at once: 30 % (mission, section 3), but one at least, or a small item could not be booked. */
export const holdPoolOf = (capacity: number) =>
  capacity === 0 ? 0 : Math.max(1, Math.floor((capacity * 3) / 10));

/** The mission's numbers (section 6), and whether one place could be had `now`. The admission in SQL judges by the same. */
export function availabilityOf(item: Counted, now: Date): Availability {
  const { capacity, confirmed, locked, holdActive } = item;
  const capacityUsed = confirmed + locked;
  const capacityLeft = capacity - capacityUsed;
  const holdPool = holdPoolOf(capacity);
  const available = Math.max(0, Math.min(holdPool, capacityLeft) - holdActive);
  const reason = reasonOf(item, { capacityLeft, available }, now);

  return {
    capacity,
    paid: confirmed,
    review: locked,
    holdActive,
    capacityUsed,
    capacityLeft,
    holdPool,
    holdPoolLeft: Math.max(0, holdPool - holdActive),
    available,
    maxQuantity: Math.min(item.maxPerBooking, holdPool),
    bookable: reason === null,
    reason,
    nextReleaseAt: item.nextReleaseAt?.toISOString() ?? null,
  };
}

function reasonOf(
  { status, bookingClosesAt }: Counted,
  { capacityLeft, available }: { capacityLeft: number; available: number },
  now: Date,
): Availability['reason'] {
  if (status !== 'OPEN') return 'closed';
  if (now >= bookingClosesAt) return 'ended';
  if (capacityLeft === 0) return 'sold-out';
  return available === 0 ? 'hold-pool-full' : null;
}
