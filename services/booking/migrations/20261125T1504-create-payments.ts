import { type Kysely, sql } from 'kysely';

/** Payments of bookings, and what providers said of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table payments (
      id uuid primary key default uuidv7(),
      booking_id uuid not null references bookings (id),
      epoch integer not null check (epoch >= 1),
      provider text not null check (provider in ('manual', 'midtrans', 'xendit', 'stripe')),
      reference text,
      payment_reference text,
      redirect_url text,
      expires_at timestamptz,
      amount bigint not null check (amount >= 0),
      currency text not null,
      received_amount bigint,
      received_currency text,
      status text not null check (status in ('open', 'paid', 'refund-due', 'refunded', 'failed')),
      paid_at timestamptz,
      refund_reason text check (refund_reason in ('cancelled', 'too-late', 'paid-twice', 'wrong-amount')),
      refund_requested_at timestamptz,
      refund_error text,
      refunded_at timestamptz,
      refunded_by text,
      refund_reference text,
      next_check_at timestamptz,
      checks integer not null default 0,
      next_refund_at timestamptz,
      refund_tries integer not null default 0,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      check ((status in ('paid', 'refund-due', 'refunded')) = (paid_at is not null)),
      check (status not in ('refund-due', 'refunded') or refund_reason is not null or refunded_by = 'provider')
    )`.execute(db);
  await sql`create index payments_of_booking on payments (booking_id)`.execute(db);
  // One provider payment counts once; a session's second payment is a row of its own.
  await sql`
    create unique index payments_once on payments (provider, reference, payment_reference) nulls not distinct
      where provider <> 'manual'`.execute(db);
  await sql`
    create unique index payments_one_open_session on payments (booking_id, epoch) where status = 'open'`.execute(
    db,
  );
  await sql`
    create unique index payments_one_counts on payments (booking_id) where status = 'paid'`.execute(
    db,
  );
  await sql`create index payments_by_status on payments (status, id)`.execute(db);
  await sql`
    create index payments_to_check on payments (next_check_at) where next_check_at is not null`.execute(
    db,
  );
  await sql`
    create index payments_to_refund on payments (next_refund_at) where next_refund_at is not null`.execute(
    db,
  );

  // The key is kept for ever: whatever a provider repeats is known.
  await sql`
    create table payment_events (
      provider text not null,
      event_id text not null,
      booking_id uuid,
      report jsonb not null,
      received_at timestamptz not null default now(),
      next_try_at timestamptz default now(),
      tries integer not null default 0,
      problem text,
      done_at timestamptz,
      outcome text,
      primary key (provider, event_id),
      check (done_at is null or next_try_at is null)
    )`.execute(db);
  await sql`
    create index payment_events_waiting on payment_events (next_try_at) where next_try_at is not null`.execute(
    db,
  );
  await sql`
    create index payment_events_unmatched on payment_events (received_at) where done_at is null`.execute(
    db,
  );
}
