import { addMessagingTables } from '@karcis/messaging';
import { type Kysely, sql } from 'kysely';

/** Bookings with their audit trail, proofs, payment methods and the item facts they were made on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addMessagingTables(db);

  await sql`
    create table items (
      id uuid not null,
      version integer not null,
      facts jsonb not null,
      primary key (id, version)
    )`.execute(db);

  await sql`
    create table payment_methods (
      id uuid primary key,
      type text not null check (type in ('bank', 'qris', 'gateway')),
      display_name text not null,
      account_no text,
      account_name text,
      qris_url text,
      instructions text,
      active boolean not null,
      created_at timestamptz not null default now()
    )`.execute(db);

  await sql`
    create table bookings (
      id uuid primary key,
      code text not null unique,
      item_id uuid not null,
      item_version integer not null,
      state text not null
        check (state in ('HOLD', 'PENDING', 'REVIEW', 'PAID', 'REJECTED', 'EXPIRED', 'CANCELLED')),
      version integer not null check (version >= 1),
      epoch integer not null check (epoch >= 1),
      name text not null,
      whatsapp text,
      email text,
      note text not null,
      attendees text[] not null,
      language text not null,
      quantity integer not null check (quantity >= 1),
      amount bigint not null check (amount >= 0),
      currency text not null,
      first_expires_at timestamptz not null,
      hold_expires_at timestamptz not null,
      expiring_soon_at timestamptz,
      method_id uuid references payment_methods (id),
      proof_id uuid,
      rejection_reason text,
      fingerprint text not null,
      audit_hash text not null,
      submitted_at timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null
    ) with (fillfactor = 85)`.execute(db);
  await sql`create index bookings_newest on bookings (created_at desc, id desc)`.execute(db);
  await sql`
    create index bookings_review_queue on bookings (submitted_at, id) where state = 'REVIEW'`.execute(
    db,
  );
  await sql`
    create index bookings_holds on bookings (hold_expires_at) where state in ('HOLD', 'PENDING')`.execute(
    db,
  );

  await sql`
    create table audit (
      booking_id uuid not null,
      version integer not null,
      actor text not null check (actor in ('customer', 'organiser', 'system', 'provider')),
      ip_hash text,
      from_state text,
      to_state text not null,
      reason text,
      at timestamptz not null,
      hash text not null,
      primary key (booking_id, version)
    )`.execute(db);
  // For the organiser's numbers: what happened today, and the decisions of reviews.
  await sql`create index audit_at on audit using brin (at)`.execute(db);
  await sql`create index audit_decisions on audit (at) where from_state = 'REVIEW'`.execute(db);
  await sql`
    create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit trail is append-only';
      end $$`.execute(db);
  await sql`
    create trigger audit_is_append_only before update or delete or truncate on audit
      for each statement execute function refuse_change()`.execute(db);

  await sql`
    create table proofs (
      id uuid primary key,
      booking_id uuid not null,
      status text not null check (status in ('checking', 'accepted', 'refused')),
      code text,
      mime text,
      size integer,
      sha256 text,
      uploaded_at timestamptz not null,
      answers jsonb not null default '{}',
      ip_hash text,
      outcome text check (outcome in ('submitted', 'refused')),
      refusal jsonb
    )`.execute(db);

  await sql`
    create table operations (
      id text primary key,
      booking_id uuid not null,
      at timestamptz not null default now()
    )`.execute(db);

  // A hold that ended before its booking was recorded: the late insert finds it and stays out.
  await sql`
    create table tombstones (
      booking_id uuid primary key,
      epoch integer not null,
      at timestamptz not null default now()
    )`.execute(db);
}
