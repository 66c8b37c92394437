import { type Kysely, sql } from 'kysely';

/** One ticket for each place of a booking that was paid for, and the trail of who was let in with it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table tickets (
      id uuid primary key,
      booking_id uuid not null references bookings (id),
      item_id uuid not null,
      place integer not null check (place >= 1),
      attendee text not null,
      checked_in_at timestamptz,
      door text,
      version integer not null default 0 check (version >= 0),
      constraint a_place_has_one_ticket unique (booking_id, place),
      constraint let_in_somewhere check ((checked_in_at is null) = (door is null))
    ) with (fillfactor = 85)`.execute(db);
  await sql`create index tickets_of_item on tickets (item_id, id)`.execute(db);

  await sql`
    create table ticket_audit (
      ticket_id uuid not null references tickets (id),
      version integer not null check (version >= 1),
      action text not null check (action in ('check-in', 'undo', 'double-entry')),
      at timestamptz not null,
      door text,
      reason text,
      organiser_id text not null,
      ip_hash text,
      operation text not null,
      recorded_at timestamptz not null default clock_timestamp(),
      primary key (ticket_id, version),
      constraint an_operation_acts_once unique (ticket_id, operation)
    )`.execute(db);
  await sql`
    create trigger ticket_audit_is_append_only before update or delete or truncate on ticket_audit
      for each statement execute function refuse_change()`.execute(db);

  // What was paid for before there were rows. The id is the one that its pages show already.
  await sql`
    insert into tickets (id, booking_id, item_id, place, attendee)
    select (substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-8' || substr(hex, 14, 3) || '-a' || substr(hex, 18, 3)
        || '-' || substr(hex, 21, 12))::uuid,
      b.id, b.item_id, place, coalesce(b.attendees[place], b.name)
    from bookings b cross join generate_series(1, b.quantity) place
    cross join lateral (
      select encode(sha256(convert_to(format('ticket %s %s', b.id, place - 1), 'UTF8')), 'hex') as hex) h
    where b.state = 'PAID'`.execute(db);
}
