import { sql } from 'kysely';
import type { Kind } from '../domain/kind.ts';
import type { Db } from './schema.ts';

/** Of one message, by whoever owns the booking. */
const ROUNDS_MAX = 5;
/** Between two sends of one message. */
export const RESEND_AFTER_SECONDS = 60;

export type Resend = {
  readonly bookingId: string;
  readonly bookingVersion: number;
  readonly kind: Kind;
  readonly channels: readonly string[];
  readonly newsMs: number;
};

/**
 * Lets this kind of message go to the booking's owner once more, by these channels, and for the first time where it never went.
 * False where it went less than a minute ago, or often enough. One that is on its way already is as good as asked for.
 */
export async function resendMessages(
  db: Db,
  { bookingId, bookingVersion, kind, channels, newsMs }: Resend,
): Promise<boolean> {
  const sendBefore = sql`clock_timestamp() + ${newsMs} * interval '1 millisecond'`;
  const { rows } = await sql<{ onItsWay: boolean }>`
    with asked as (
      insert into deliveries as d
        (kind, channel, booking_id, booking_version, occurred_at, send_before)
      select ${kind}::text, channel, ${bookingId}::uuid, ${bookingVersion}::integer,
        clock_timestamp(), ${sendBefore}
      from unnest(${channels}::text[]) as channel
      on conflict (booking_id, kind, lane) do update
      set status = 'queued', attempts = 0, last_error = null, round = d.round + 1,
          provider_message_id = null, delivered_at = null, read_at = null, refused_at = null,
          next_attempt_at = clock_timestamp(), updated_at = clock_timestamp(),
          send_before = excluded.send_before
      where d.status in ('sent', 'failed', 'skipped') and d.round < ${ROUNDS_MAX}
        and d.updated_at <= clock_timestamp() - ${RESEND_AFTER_SECONDS} * interval '1 second'
      returning id
    )
    select exists (select from asked) or exists (
      select from deliveries
      where booking_id = ${bookingId} and kind = ${kind} and channel <> 'webhook'
        and status in ('planned', 'queued')
    ) as "onItsWay"`.execute(db);
  return rows[0]?.onItsWay ?? false;
}
