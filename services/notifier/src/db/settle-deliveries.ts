import { sql } from 'kysely';
import type { Db, Status } from './schema.ts';

/** How one claim ended. */
export type Settlement = {
  readonly id: string;
  /** Only who holds the delivery may say so. */
  readonly lease: string;
  readonly status: Status;
  readonly attempts: number;
  readonly lastError: string | null;
  /** What the provider calls the message, if it says. */
  readonly providerMessageId: string | null;
  /** Null when it is over. */
  readonly retryInMs: number | null;
};

/**
 * Writes down how claims ended, and gives the leases back. True for each that still held its delivery; the others lasted
 * longer than their lease and another worker has it now, or their provider was quicker to say how they ended.
 */
export async function settleDeliveries(
  db: Db,
  settlements: readonly Settlement[],
): Promise<boolean[]> {
  const column = <K extends keyof Settlement>(name: K) => settlements.map((one) => one[name]);
  const { rows } = await sql<{ id: string }>`
    update deliveries d
    set status = s.status,
        attempts = s.attempts,
        last_error = s.last_error,
        provider_message_id = coalesce(s.provider_message_id, d.provider_message_id),
        next_attempt_at = clock_timestamp() + s.retry_in_ms * interval '1 millisecond',
        lease = null,
        updated_at = clock_timestamp()
    from unnest(
      ${column('id')}::uuid[], ${column('lease')}::uuid[], ${column('status')}::text[],
      ${column('attempts')}::integer[], ${column('lastError')}::text[],
      ${column('retryInMs')}::bigint[], ${column('providerMessageId')}::text[]
    ) as s (id, lease, status, attempts, last_error, retry_in_ms, provider_message_id)
    where d.id = s.id and d.lease = s.lease
    returning d.id`.execute(db);

  const settled = new Set(rows.map(({ id }) => id));
  return settlements.map(({ id }) => settled.has(id));
}
