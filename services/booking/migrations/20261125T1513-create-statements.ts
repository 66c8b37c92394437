import { type Kysely, sql } from 'kysely';

/** Amounts that say which booking a transfer is for, and bank statements whose lines are matched with them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table payment_methods add column unique_amount boolean not null default false`.execute(
    db,
  );

  await sql`
    alter table bookings add column amount_due bigint check (amount_due > amount and amount_due <= amount + 999)`.execute(
    db,
  );
  // The judge of uniqueness; a booking that ended frees its amount by leaving the index.
  await sql`
    create unique index bookings_open_amounts on bookings (method_id, amount_due)
      where amount_due is not null and state in ('HOLD', 'PENDING', 'REVIEW')`.execute(db);
  await sql`
    create index bookings_due on bookings (method_id, (coalesce(amount_due, amount)))
      where method_id is not null`.execute(db);

  await sql`
    create table statement_parts (
      statement_id uuid not null,
      part integer not null,
      bytes bytea not null,
      at timestamptz not null default now(),
      primary key (statement_id, part)
    )`.execute(db);

  await sql`
    create table statements (
      id uuid primary key,
      method_id uuid not null references payment_methods (id),
      outcome jsonb not null,
      at timestamptz not null default now()
    )`.execute(db);

  await sql`
    create table statement_lines (
      id uuid primary key default uuidv7(),
      statement_id uuid not null references statements (id),
      method_id uuid not null references payment_methods (id),
      line integer not null,
      booked_on date not null,
      description text not null,
      amount bigint not null check (amount >= 0),
      sen smallint not null check (sen between 0 and 99),
      fingerprint text not null,
      booking_id uuid references bookings (id),
      matched_at timestamptz,
      unique (method_id, fingerprint),
      check ((booking_id is null) = (matched_at is null))
    )`.execute(db);
  // One line pays one booking, once.
  await sql`
    create unique index statement_lines_booking on statement_lines (booking_id) where booking_id is not null`.execute(
    db,
  );
  await sql`
    create index statement_lines_open on statement_lines (method_id, amount) where booking_id is null`.execute(
    db,
  );
  await sql`
    create index statement_lines_newest on statement_lines (booked_on desc, id desc) where booking_id is null`.execute(
    db,
  );
}
