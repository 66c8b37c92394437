import type { findPlaces, listPlaces, PlacesRow, RequestOf, ResponseOf } from '@karcis/contracts';
import { readClock } from '../db/expire-holds.ts';
import { findPlacesOf, listPlacesInUse, type PlacesOfBooking } from '../db/places.ts';
import type { Db } from '../db/schema.ts';

/** Which places these bookings have or had. */
export async function findPlacesByBooking(
  db: Db,
  { bookingIds }: RequestOf<typeof findPlaces>,
): Promise<ResponseOf<typeof findPlaces>> {
  const rows = await findPlacesOf(db, bookingIds);
  return { places: rows.map(toPlacesRow), now: (await readClock(db)).toISOString() };
}

/** A page of places in use, by booking id. */
export async function listPlacesByBooking(
  db: Db,
  page: RequestOf<typeof listPlaces>,
): Promise<ResponseOf<typeof listPlaces>> {
  const rows = await listPlacesInUse(db, page);
  return { places: rows.map(toPlacesRow), now: (await readClock(db)).toISOString() };
}

const toPlacesRow = (row: PlacesOfBooking): PlacesRow => ({
  bookingId: row.booking_id,
  itemId: row.item_id,
  quantity: row.quantity,
  epoch: row.epoch,
  state: row.state,
  proofId: row.proof_id,
  expiresAt: row.state === 'HELD' ? row.expires_at.toISOString() : null,
  changedAt: row.changed_at.toISOString(),
});
