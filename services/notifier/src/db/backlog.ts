import { sql } from 'kysely';
import type { Kind } from '../domain/kind.ts';
import { asRows, type Happening, toJson } from './happenings.ts';
import { webhooksOf } from './insert-deliveries.ts';
import type { Db, Tx } from './schema.ts';

/**
 * Keeps news that can wait as it came: it becomes messages when there is room to send some. Webhooks are planned at once, since an
 * endpoint hears one thing after another.
 */
export async function keepForLater(
  trx: Tx,
  kind: Kind,
  happenings: readonly Happening[],
): Promise<void> {
  await sql`
    with kept as (
      insert into backlog (kind, happenings) values (${kind}, ${toJson(happenings)}::json) returning *
    )
    insert into deliveries
      (kind, channel, endpoint_id, booking_id, booking_version, occurred_at, send_before)
    select webhook.*, happening.*
    from (${webhooksOf(kind)}) as webhook
    cross join kept
    cross join ${asRows(sql`kept.happenings`)}
    on conflict do nothing`.execute(trx);
}

/**
 * Plans messages by these channels of the row that has waited longest, in the same statement that takes it away. Replicas take
 * different rows. False when none waits.
 */
export async function planOldest(db: Db, channels: readonly string[]): Promise<boolean> {
  const { rows } = await sql`
    with oldest as (
      delete from backlog
      where id = (select id from backlog order by id limit 1 for update skip locked)
      returning *
    ), planned as (
      insert into deliveries
        (kind, channel, booking_id, booking_version, occurred_at, send_before)
      select oldest.kind, channel, happening.*
      from oldest
      cross join ${asRows(sql`oldest.happenings`)}
      cross join unnest(${channels}::text[]) as channel
      where happening.send_before > clock_timestamp()
      on conflict do nothing
    )
    select from oldest`.execute(db);
  return rows.length > 0;
}
