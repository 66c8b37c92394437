import { type Kysely, sql } from 'kysely';
import type { BookingDatabase, Db } from './schema.ts';

/** A hold that ended, and the set of places that it was about. */
export type EndedHold = { readonly bookingId: string; readonly epoch: number };

/**
 * Waits for inserts of bookings under way, and keeps new ones out until the transaction ends, so that what is seen to be absent
 * stays absent. Rare cases need it, and it costs the inserts nothing otherwise.
 */
export async function holdOffInserts(trx: Kysely<BookingDatabase>): Promise<void> {
  await sql`lock table bookings in share row exclusive mode`.execute(trx);
}

/** Stands in the place of a booking that never came, so that its late insert stays out. Needs `holdOffInserts` before. */
export async function leaveTombstone(
  trx: Kysely<BookingDatabase>,
  { bookingId, epoch }: EndedHold,
): Promise<void> {
  await trx
    .insertInto('tombstones')
    .values({ booking_id: bookingId, epoch })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Leaves a tombstone for each of these holds that has no booking. */
export async function buryHolds(db: Db, bookingIds: readonly string[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await holdOffInserts(trx);
    await sql`
      insert into tombstones (booking_id, epoch)
      select ended.id, 1 from unnest(${bookingIds}::uuid[]) as ended (id)
      where not exists (select from bookings where bookings.id = ended.id)
      on conflict do nothing`.execute(trx);
  });
}
