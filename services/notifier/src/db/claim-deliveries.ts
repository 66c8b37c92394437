import { sql } from 'kysely';
import type { Db } from './schema.ts';
import type { Kind } from '../domain/kind.ts';

/** How many more sends a lane may take. */
export type Room = { readonly lane: string; readonly free: number };

export type ClaimOptions = {
  /** The lanes that are not endpoints. */
  readonly channels: readonly string[];
  /** What is known of the lanes; every other channel may take `freeElsewhere`, every other endpoint one. */
  readonly rooms: readonly Room[];
  readonly freeElsewhere: number;
  readonly limit: number;
  readonly leaseMs: number;
};

/** A delivery that nobody else will touch until its lease ends. */
export type ClaimedDelivery = {
  readonly id: string;
  readonly lease: string;
  readonly lane: string;
  readonly bookingId: string;
  readonly kind: Kind;
  readonly channel: string;
  readonly bookingVersion: number;
  readonly occurredAt: Date;
  readonly status: 'planned' | 'queued';
  readonly attempts: number;
  readonly lastError: string | null;
  readonly round: number;
  /** Nobody wants to hear of it any more. */
  readonly isStale: boolean;
  readonly endpoint: {
    readonly id: string;
    readonly url: string;
    readonly secret: string;
    readonly disabled: boolean;
  } | null;
  /** The endpoint that it was meant for is gone. */
  readonly isOrphan: boolean;
};

/**
 * Takes due deliveries, the longest due of each lane first and no more of a lane than it has room for, so that a slow
 * receiver fills its own lane only. Word of a hold stands behind all else: at an on-sale moment there are thousands, and each
 * reader sees the hold on the screen. An endpoint is told one thing after another in the order in which they happened: only
 * the oldest unfinished one is looked at, and while that waits, all wait. Replicas skip what another one is taking.
 */
export async function claimDeliveries(
  db: Db,
  { channels, rooms, freeElsewhere, limit, leaseMs }: ClaimOptions,
): Promise<ClaimedDelivery[]> {
  const { rows } = await sql<ClaimedDelivery>`
    with rooms as (
      select * from unnest(
        ${rooms.map(({ lane }) => lane)}::text[], ${rooms.map(({ free }) => free)}::integer[]
      ) as room (lane, free)
    ),
    due as (
      select next.id
      from unnest(${channels}::text[]) as channel (lane)
      left join rooms using (lane)
      cross join lateral (
        select id from deliveries
        where lane = channel.lane and status in ('planned', 'queued')
          and next_attempt_at <= clock_timestamp()
        order by kind = 'hold-made', next_attempt_at
        limit coalesce(rooms.free, ${freeElsewhere}::integer)
        for update skip locked
      ) as next
      limit ${limit}
    ),
    heads as (
      select next.id
      from webhook_endpoints endpoint
      left join rooms on rooms.lane = endpoint.id::text
      cross join lateral (
        select id from deliveries
        where id = (
            select id from deliveries
            where endpoint_id = endpoint.id and channel = 'webhook'
              and status in ('planned', 'queued')
            order by occurred_at, booking_version, id
            limit 1
          )
          and status in ('planned', 'queued') and next_attempt_at <= clock_timestamp()
        limit least(1, coalesce(rooms.free, 1))
        for update skip locked
      ) as next
      limit ${limit}
    ),
    claimed as (
      update deliveries
      set lease = gen_random_uuid(),
          next_attempt_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      where id in (select id from due union all select id from heads)
      returning *
    )
    select d.id, d.lease, d.lane, d.booking_id as "bookingId", d.kind, d.channel,
      d.booking_version as "bookingVersion", d.occurred_at as "occurredAt", d.status, d.attempts,
      d.last_error as "lastError", d.round,
      d.send_before <= clock_timestamp() as "isStale",
      case when d.channel = 'webhook' then json_build_object(
        'id', e.id, 'url', e.url, 'secret', e.secret, 'disabled', e.disabled_at is not null
      ) end as endpoint,
      e.removed_at is not null as "isOrphan"
    from claimed d left join webhook_endpoints e on e.id = d.endpoint_id
    order by d.id`.execute(db);
  return rows;
}
