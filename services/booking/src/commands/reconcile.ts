import type {
  BookingState,
  findPlaces,
  listPlaces,
  PlacesRow,
  RequestOf,
  ResponseOf,
} from '@karcis/contracts';
import { sql } from 'kysely';
import type { Db } from '../db/schema.ts';
import { compare, type Repair } from '../domain/places.ts';

type Ask<Call> = (request: RequestOf<Call>) => Promise<ResponseOf<Call>>;
type BookingFacts = {
  id: string;
  state: BookingState;
  epoch: number;
  quantity: number;
  holdExpiresAt: Date;
  updated_at: Date;
};

export type ReconcileDeps = {
  readonly db: Db;
  readonly findPlaces: Ask<typeof findPlaces>;
  readonly listPlaces: Ask<typeof listPlaces>;
  /** Sends the missing command again. */
  readonly repair: (bookingId: string, repair: Repair) => Promise<void>;
  /** A change is under way for this long at most; younger disagreements are no news. */
  readonly graceMs: number;
  /** Between two pages. */
  readonly rest: (ms: number) => Promise<unknown>;
};

/** Small: while a page is read and compared, nobody's hold is. */
const pageSize = 100;
const ended: readonly BookingState[] = ['REJECTED', 'EXPIRED', 'CANCELLED'];
/** Most of the time is other people's: a round of hundreds of thousands of bookings takes minutes, and nobody waits longer for it. */
const restPerWork = 19;
const restMsMax = 1_000;

/**
 * Compares every booking that should hold places with capacity, and every place in use with its booking, page by page. What
 * disagrees, and has not changed on either side for `graceMs`, is repaired by the idempotent command that is missing. Returns
 * how many places the two disagreed on. Works a twentieth of the time.
 */
export async function reconcile(deps: ReconcileDeps): Promise<number> {
  return (await reconcileBookings(deps)) + (await reconcilePlaces(deps));
}

async function reconcileBookings(deps: ReconcileDeps): Promise<number> {
  let drift = 0;
  const breathe = breather(deps);
  for (let after: string | null = null; ;) {
    const bookings = await readBookings(deps.db, after);
    const last = bookings.at(-1);
    if (!last) return drift;

    drift += await comparePlaces(
      deps,
      bookings.filter(({ state }) => !ended.includes(state)),
    );
    after = last.id;
    await breathe();
  }
}

async function comparePlaces(
  deps: ReconcileDeps,
  bookings: readonly BookingFacts[],
): Promise<number> {
  if (bookings.length === 0) return 0;
  const { places, now } = await deps.findPlaces({ bookingIds: bookings.map(({ id }) => id) });
  const placesOf = new Map(places.map((row) => [row.bookingId, row]));
  let drift = 0;
  for (const booking of bookings) {
    drift += await settle(deps, booking, placesOf.get(booking.id), new Date(now));
  }
  return drift;
}

/** Places in use whose booking has ended are not among the bookings above. */
async function reconcilePlaces(deps: ReconcileDeps): Promise<number> {
  let drift = 0;
  const breathe = breather(deps);
  for (let after: string | null = null; ;) {
    const { places, now } = await deps.listPlaces({ after, limit: pageSize });
    const last = places.at(-1);
    if (!last) return drift;

    const bookings = await findEnded(deps.db, places);
    for (const row of places) {
      const booking = bookings.get(row.bookingId);
      if (booking) drift += await settle(deps, booking, row, new Date(now));
    }
    after = last.bookingId;
    await breathe();
  }
}

/** Rests in proportion to the work since the last rest. */
function breather({ rest }: ReconcileDeps): () => Promise<void> {
  let startedAt = performance.now();
  return async () => {
    await rest(Math.min((performance.now() - startedAt) * restPerWork, restMsMax));
    startedAt = performance.now();
  };
}

async function settle(
  { repair, graceMs }: ReconcileDeps,
  booking: BookingFacts,
  places: PlacesRow | undefined,
  now: Date,
): Promise<number> {
  const disagreement = compare(booking, places);
  const changedAt = Math.max(
    booking.updated_at.getTime(),
    places ? Date.parse(places.changedAt) : 0,
  );
  if (!disagreement || now.getTime() - changedAt < graceMs) return 0;

  if (disagreement.repair) await repair(booking.id, disagreement.repair);
  return booking.quantity;
}

/** A walk along the key: with states in its condition, PostgreSQL may read a whole new table for each page. */
async function readBookings(db: Db, after: string | null): Promise<BookingFacts[]> {
  const { rows } = await sql<BookingFacts>`
    select id, state, epoch, quantity, hold_expires_at as "holdExpiresAt", updated_at from bookings
    where ${after}::uuid is null or id > ${after}::uuid
    order by id limit ${pageSize}`.execute(db);
  return rows;
}

async function findEnded(db: Db, places: readonly PlacesRow[]): Promise<Map<string, BookingFacts>> {
  const { rows } = await sql<BookingFacts>`
    select id, state, epoch, quantity, hold_expires_at as "holdExpiresAt", updated_at from bookings
    where state = any(${ended})
      and id = any(${places.map(({ bookingId }) => bookingId)}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}
