import type { BookingState, PlacesRow } from '@karcis/contracts';

/** What to ask again so that booking and capacity tell the same story. Only commands that are idempotent. */
export type Repair =
  | { readonly type: 'expire'; readonly epoch: number }
  | { readonly type: 'submit'; readonly proofId: string }
  | { readonly type: 'lock' }
  | { readonly type: 'confirm' }
  | { readonly type: 'release'; readonly epoch: number }
  | { readonly type: 'extend'; readonly expiresAt: string };

type PlacesFacts = Pick<PlacesRow, 'state' | 'epoch' | 'proofId' | 'expiresAt'>;
type BookingFacts = {
  readonly state: BookingState;
  readonly epoch: number;
  readonly holdExpiresAt: Date;
};

/** What one booking and its places disagree on; undefined when they tell the same story. */
export type Disagreement = { readonly repair: Repair | null };

const expected: Record<BookingState, readonly (PlacesFacts['state'] | 'none')[]> = {
  HOLD: ['HELD'],
  PENDING: ['HELD'],
  REVIEW: ['LOCKED'],
  PAID: ['CONFIRMED'],
  REJECTED: ['RELEASED', 'none'],
  EXPIRED: ['RELEASED', 'none'],
  CANCELLED: ['RELEASED', 'none'],
};

/** Compares a booking with its places, and says which idempotent command is missing. */
export function compare(
  booking: BookingFacts,
  places: PlacesFacts | undefined,
): Disagreement | undefined {
  if (expected[booking.state].includes(places?.state ?? 'none'))
    return findOlderEnd(booking, places);
  return { repair: findRepair(booking, places) };
}

/** A checkout extended the hold, and broke off before the booking knew of it. */
function findOlderEnd(
  { state, holdExpiresAt }: BookingFacts,
  places: PlacesFacts | undefined,
): Disagreement | undefined {
  if (state !== 'HOLD' || !places?.expiresAt) return undefined;
  const { expiresAt } = places;
  return Date.parse(expiresAt) > holdExpiresAt.getTime()
    ? { repair: { type: 'extend', expiresAt } }
    : undefined;
}

function findRepair(booking: BookingFacts, places: PlacesFacts | undefined): Repair | null {
  const { epoch } = booking;
  switch (booking.state) {
    case 'HOLD':
    case 'PENDING':
      // Locked with a booking still in HOLD has no timer: without this it would leak for ever.
      if (places?.state === 'LOCKED' && places.proofId)
        return { type: 'submit', proofId: places.proofId };
      if (!places || places.state === 'RELEASED') return { type: 'expire', epoch };
      return null;
    case 'REVIEW':
      return places?.state === 'HELD' ? { type: 'lock' } : null;
    case 'PAID':
      return places?.state === 'LOCKED' || places?.state === 'HELD' ? { type: 'confirm' } : null;
    case 'REJECTED':
    case 'EXPIRED':
    case 'CANCELLED':
      return places && places.epoch === epoch ? { type: 'release', epoch } : null;
  }
}
