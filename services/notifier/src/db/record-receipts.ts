import { sql } from 'kysely';
import type { Db } from './schema.ts';

/** What a provider says of a message that it took. */
export type Receipt = {
  readonly deliveryId: string;
  readonly round: number;
  readonly state: 'sent' | 'delivered' | 'read' | 'failed';
  readonly at: Date;
  readonly messageId: string | null;
  /** Why it failed; names no address and quotes nobody. */
  readonly reason: string | null;
};

/**
 * Notes how far messages got. Receipts may come twice, in any order, and before the provider's own answer to the send is
 * written down: a message that arrived stays so whatever comes later, and one that was taken is not sent again. Those of another
 * round, or of no message of ours, change nothing. The ids of the bookings whose messages got further.
 */
export async function recordReceipts(db: Db, receipts: readonly Receipt[]): Promise<string[]> {
  const column = <K extends keyof Receipt>(name: K) => receipts.map((one) => one[name]);
  const { rows } = await sql<{ bookingId: string }>`
    with said as (
      select id, round,
        max(message_id) as message_id,
        min(at) filter (where state in ('delivered', 'read')) as delivered_at,
        min(at) filter (where state = 'read') as read_at,
        min(at) filter (where state = 'failed') as refused_at,
        max(reason) filter (where state = 'failed') as reason
      from unnest(
        ${column('deliveryId')}::uuid[], ${column('round')}::integer[],
        ${column('state')}::text[], ${column('at')}::timestamptz[],
        ${column('messageId')}::text[], ${column('reason')}::text[]
      ) as receipt (id, round, state, at, message_id, reason)
      group by id, round
    ),
    summed as (
      select d.id, said.message_id, said.reason,
        least(d.delivered_at, said.delivered_at) as delivered_at,
        least(d.read_at, said.read_at) as read_at,
        least(d.refused_at, said.refused_at) as refused_at
      from deliveries d join said on said.id = d.id and said.round = d.round
      where d.channel = 'whatsapp' and d.status <> 'skipped'
    )
    update deliveries d
    set provider_message_id = coalesce(d.provider_message_id, s.message_id),
        delivered_at = s.delivered_at,
        read_at = s.read_at,
        refused_at = s.refused_at,
        status = case
          when s.delivered_at is null and s.refused_at is not null then 'failed' else 'sent'
        end,
        last_error = case
          when s.delivered_at is null and s.refused_at is not null
            then coalesce(s.reason, d.last_error)
        end,
        next_attempt_at = null,
        lease = null,
        updated_at = clock_timestamp()
    from summed s
    where d.id = s.id
    returning d.booking_id as "bookingId"`.execute(db);
  return rows.map(({ bookingId }) => bookingId);
}
