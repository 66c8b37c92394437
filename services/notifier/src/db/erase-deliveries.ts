import { sql } from 'kysely';
import type { Db, Tx } from './schema.ts';

/** The deliveries about these bookings. */
export async function listDeliveryIds(db: Db, bookingId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('id')
    .where('booking_id', '=', bookingId)
    .execute();
  return rows.map(({ id }) => id);
}

/** Forgets by what names a provider knows these messages, and sends none of those that still wait for their person. */
export async function eraseDeliveries(trx: Tx, bookingIds: readonly string[]): Promise<void> {
  await sql`
    update deliveries
    set provider_message_id = null, last_error = null,
        status = case when status in ('planned', 'queued') and channel <> 'webhook' then 'skipped' else status end,
        next_attempt_at = case when channel = 'webhook' then next_attempt_at end,
        updated_at = clock_timestamp()
    where booking_id = any (${bookingIds}::uuid[])`.execute(trx);
}
