import type { ReplayRequest } from '@karcis/contracts';
import { sql } from 'kysely';
import type { Db } from './schema.ts';

/** What one replay may ask for: an endpoint that was away for longer asks again from where it came to. */
const REPLAY_MAX = 10_000;

export type Replay = {
  readonly endpointId: string;
  readonly replay: ReplayRequest;
  readonly newsMs: number;
};

/**
 * Lets deliveries that an endpoint has had, or was given up on, go there again: under their own ids and in the order in which
 * they happened, before what is new. How many; null where there is no such endpoint.
 */
export async function replayDeliveries(
  db: Db,
  { endpointId, replay, newsMs }: Replay,
): Promise<number | null> {
  const which =
    'deliveryId' in replay
      ? sql`id = ${replay.deliveryId}`
      : sql`occurred_at >= ${replay.since}::timestamptz`;
  const { rows } = await sql<{ known: boolean; replayed: number }>`
    with known as (
      select id from webhook_endpoints where id = ${endpointId} and removed_at is null
    ),
    chosen as (
      select id from deliveries
      where endpoint_id = (select id from known) and channel = 'webhook'
        and status in ('sent', 'failed') and ${which}
      order by occurred_at
      limit ${REPLAY_MAX}
    ),
    replayed as (
      update deliveries
      set status = 'queued', attempts = 0, last_error = null,
          next_attempt_at = clock_timestamp(), updated_at = clock_timestamp(),
          send_before = clock_timestamp() + ${newsMs} * interval '1 millisecond'
      where id in (select id from chosen) and status in ('sent', 'failed')
      returning id
    )
    select exists (select from known) as known, (select count(*) from replayed)::integer as replayed`.execute(
    db,
  );
  const [row] = rows;
  return row?.known ? row.replayed : null;
}
