import { type Kysely, sql } from 'kysely';

/**
 * What a provider says of a message after it took it, how often a message was asked for again, and which item a reminder
 * is of. Webhooks go out one after another, so their head of line is looked for by the time of what happened.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table deliveries
      add column round integer not null default 0 check (round >= 0),
      add column provider_message_id text,
      add column delivered_at timestamptz,
      add column read_at timestamptz,
      add column refused_at timestamptz,
      add column item_id uuid,
      add check ((kind = 'reminder') = (item_id is not null))`.execute(db);
  await sql`
    create index deliveries_in_order on deliveries (endpoint_id, occurred_at, booking_version, id)
      where channel = 'webhook' and status in ('planned', 'queued')`.execute(db);
  await sql`
    create index deliveries_of_endpoint on deliveries (endpoint_id, occurred_at)
      where channel = 'webhook' and status in ('sent', 'failed')`.execute(db);
  await sql`
    create index deliveries_reminders on deliveries (item_id)
      where kind = 'reminder' and status = 'planned'`.execute(db);
}
