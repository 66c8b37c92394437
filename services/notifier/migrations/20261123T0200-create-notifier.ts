import { addMessagingTables } from '@karcis/messaging';
import { type Kysely, sql } from 'kysely';

/** Deliveries and the organiser's webhook endpoints. Neither holds a name, an address or a text. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addMessagingTables(db);

  await sql`
    create table webhook_endpoints (
      id uuid primary key,
      url text not null,
      description text not null,
      kinds text[] not null,
      secret text not null,
      created_at timestamptz not null default clock_timestamp(),
      disabled_at timestamptz,
      removed_at timestamptz
    )`.execute(db);

  // A lane is what shares one fate: a channel, or one endpoint of the webhooks. `next_attempt_at` of a row that is being
  // sent is when its lease ends, so that a row whose worker died comes back by itself.
  await sql`
    create table deliveries (
      id uuid primary key default uuidv7(),
      booking_id uuid not null,
      kind text not null,
      channel text not null,
      endpoint_id uuid references webhook_endpoints (id),
      lane text not null generated always as (coalesce(endpoint_id::text, channel)) stored,
      booking_version integer not null,
      occurred_at timestamptz not null,
      send_before timestamptz not null,
      status text not null default 'planned'
        check (status in ('planned', 'queued', 'sent', 'failed', 'skipped')),
      attempts integer not null default 0 check (attempts >= 0),
      next_attempt_at timestamptz default clock_timestamp(),
      lease uuid,
      last_error text,
      created_at timestamptz not null default clock_timestamp(),
      updated_at timestamptz not null default clock_timestamp(),
      unique (booking_id, kind, lane),
      check ((channel = 'webhook') = (endpoint_id is not null)),
      check ((status in ('planned', 'queued')) = (next_attempt_at is not null))
    ) with (fillfactor = 85)`.execute(db);
  await sql`
    create index deliveries_due on deliveries (lane, next_attempt_at)
      where status in ('planned', 'queued')`.execute(db);
  await sql`create index deliveries_failed on deliveries (id) where status = 'failed'`.execute(db);
}
