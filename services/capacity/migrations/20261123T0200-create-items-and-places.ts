import { addMessagingTables } from '@karcis/messaging';
import { type Kysely, sql } from 'kysely';

/** Items with their counters, and the places that bookings have of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addMessagingTables(db);

  // Types rather than checks: a check is evaluated again each time a row's counters or state change.
  await sql`create type item_status as enum ('DRAFT', 'OPEN', 'CLOSED')`.execute(db);
  await sql`create type places_state as enum ('HELD', 'LOCKED', 'CONFIRMED', 'RELEASED')`.execute(
    db,
  );

  // Each batch of holds writes the counters once. They stand together and in no index, and half of each page stays free, so
  // that the new version lands beside the old one and no index is touched.
  await sql`
    create table items (
      id uuid primary key,
      held integer not null default 0,
      locked integer not null default 0,
      confirmed integer not null default 0,
      capacity integer not null,
      version integer not null default 1,
      max_per_booking integer not null,
      hold_ttl_seconds integer,
      price bigint not null,
      starts_at timestamptz not null,
      ends_at timestamptz,
      booking_closes_at timestamptz,
      auto_approve boolean not null,
      short_id text not null unique,
      status item_status not null,
      currency text not null,
      slug text not null,
      title text not null,
      location text not null,
      image_url text,
      submission jsonb not null,
      description text not null,
      constraint places_within_capacity
        check (held >= 0 and locked >= 0 and confirmed >= 0 and held + locked + confirmed <= capacity),
      constraint facts_are_sane
        check (max_per_booking >= 1 and hold_ttl_seconds >= 1 and price >= 0 and char_length(short_id) = 8)
    ) with (fillfactor = 50)`.execute(db);
  await sql`
    comment on column items.hold_ttl_seconds is 'null: what the service is set to'`.execute(db);
  await sql`
    comment on column items.booking_closes_at is 'null: when the item starts'`.execute(db);
  // Without the id, or a look-up by id might take this one. Equal starts are few, and sorted by id when read.
  await sql`create index items_by_start on items (starts_at)`.execute(db);

  await sql`create extension if not exists pg_trgm schema public`.execute(db);
  await sql`
    create index items_text on items
      using gin ((title || ' ' || location || ' ' || description) public.gin_trgm_ops)`.execute(db);

  // No foreign key to items: nothing deletes an item, and the check makes a hold a third dearer (measured: 4 µs on 13).
  await sql`
    create table places (
      booking_id uuid primary key,
      item_id uuid,
      held_at timestamptz,
      expires_at timestamptz,
      changed_at timestamptz not null,
      quantity integer not null,
      epoch integer not null,
      state places_state not null,
      extended boolean not null default false,
      proof_id uuid,
      constraint places_of_an_item check (epoch >= 1 and
        case when item_id is null then state = 'RELEASED' and quantity = 0
        else quantity >= 1 and held_at is not null and expires_at is not null end)
    ) with (fillfactor = 90)`.execute(db);
  await sql`
    comment on column places.item_id is 'null: released before it was held, so that a late hold finds it'`.execute(
    db,
  );
  await sql`
    create index places_held on places (item_id, expires_at) where state = 'HELD'`.execute(db);
}
