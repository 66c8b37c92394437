import { sql } from 'kysely';
import type { Db } from './schema.ts';

/**
 * Lets a failed delivery start again from its first attempt, and for another `newsMs`; a warning of the hold's end keeps
 * its time. False if it has not failed.
 */
export async function requeueDelivery(db: Db, id: string, newsMs: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update deliveries
    set status = 'queued', attempts = 0, last_error = null,
        next_attempt_at = clock_timestamp(), updated_at = clock_timestamp(),
        send_before = case kind
          when 'expiring-soon' then send_before
          else clock_timestamp() + ${newsMs} * interval '1 millisecond'
        end
    where id = ${id} and status = 'failed'`.execute(db);
  return numAffectedRows === 1n;
}
