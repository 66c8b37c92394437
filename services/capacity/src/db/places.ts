import { type Kysely, sql } from 'kysely';
import type { CapacityDatabase, PlacesState } from './schema.ts';

export type PlacesOfBooking = {
  readonly booking_id: string;
  readonly item_id: string;
  readonly quantity: number;
  readonly epoch: number;
  readonly state: PlacesState;
  readonly proof_id: string | null;
  readonly expires_at: Date;
  readonly changed_at: Date;
};

const columns = sql`booking_id, item_id, quantity, epoch, state, proof_id, expires_at, changed_at`;

/** The places that these bookings have or had; what was released before it was held is left out. */
export async function findPlacesOf(
  db: Kysely<CapacityDatabase>,
  bookingIds: readonly string[],
): Promise<PlacesOfBooking[]> {
  const { rows } = await sql<PlacesOfBooking>`
    select ${columns} from places
    where booking_id = any(${bookingIds}::uuid[]) and item_id is not null`.execute(db);
  return rows;
}

/** Places in use, by booking id. */
export async function listPlacesInUse(
  db: Kysely<CapacityDatabase>,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<PlacesOfBooking[]> {
  const { rows } = await sql<PlacesOfBooking>`
    select ${columns} from places
    where state <> 'RELEASED' and (${after}::uuid is null or booking_id > ${after}::uuid)
    order by booking_id limit ${limit}`.execute(db);
  return rows;
}
