import { sql } from 'kysely';
import type { Db } from './schema.ts';

/**
 * Lets a failed delivery start again from its first attempt, and for another `newsMs`; warnings and reminders keep
 * their time. A webhook keeps its id, by which its receiver tells a repeat. False if it has not failed.
 */
export async function requeueDelivery(db: Db, id: string, newsMs: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update deliveries
    set status = 'queued', attempts = 0, last_error = null,
        next_attempt_at = clock_timestamp(), updated_at = clock_timestamp(),
        round = round + (channel <> 'webhook')::integer,
        provider_message_id = null, delivered_at = null, read_at = null, refused_at = null,
        send_before = case
          when kind in ('expiring-soon', 'reminder') then send_before
          else clock_timestamp() + ${newsMs} * interval '1 millisecond'
        end
    where id = ${id} and status = 'failed'`.execute(db);
  return numAffectedRows === 1n;
}
