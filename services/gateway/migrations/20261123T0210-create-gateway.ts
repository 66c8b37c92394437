import { type Kysely, sql } from 'kysely';

/** Idempotency keys, rate-limit buckets, organisers' accounts and sessions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Who runs a hold now. What a hold did stands in booking for ever, so a crash of Postgres may empty this
  // table (and it does), and a row may go as soon as its lease is over.
  await sql`
    create unlogged table hold_claims (
      key uuid primary key,
      fingerprint text not null,
      holder uuid not null,
      lease_until timestamptz not null
    ) with (autovacuum_vacuum_scale_factor = 0.05)`.execute(db);

  // A row is claimed (holder), free again (neither holder nor fingerprint), or answered. `attempt` counts the
  // refusals: a corrected request is another one, with other ids.
  await sql`
    create table idempotency_keys (
      key uuid primary key,
      fingerprint text,
      attempt integer not null default 1,
      holder uuid,
      lease_until timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      answered_at timestamptz,
      status smallint,
      headers jsonb,
      body bytea,
      location text,
      check (holder is null or (lease_until is not null and answered_at is null)),
      check (answered_at is null or (status between 200 and 299 and location is not null))
    )`.execute(db);
  await sql`
    create index idempotency_keys_kept on idempotency_keys (answered_at) where body is not null`.execute(
    db,
  );
  await sql`
    create index idempotency_keys_unanswered on idempotency_keys (created_at) where answered_at is null`.execute(
    db,
  );

  // Worth nothing after a crash: a minute later it would be the same.
  await sql`
    create unlogged table rate_buckets (
      key text primary key,
      points integer not null,
      expires_at timestamptz not null
    ) with (fillfactor = 50)`.execute(db);

  await createAccounts(db);
}

/** better-auth's tables under our names. */
async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table users (
      id text primary key,
      name text not null,
      email text not null unique,
      email_verified boolean not null,
      image text,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`
    create table sessions (
      id text primary key,
      user_id text not null references users (id) on delete cascade,
      token text not null unique,
      expires_at timestamptz not null,
      ip_address text,
      user_agent text,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`create index sessions_of_user on sessions (user_id)`.execute(db);
  await sql`create index sessions_by_end on sessions (expires_at)`.execute(db);
  await sql`
    create table accounts (
      id text primary key,
      user_id text not null references users (id) on delete cascade,
      account_id text not null,
      provider_id text not null,
      access_token text,
      refresh_token text,
      id_token text,
      access_token_expires_at timestamptz,
      refresh_token_expires_at timestamptz,
      scope text,
      password text,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      unique (provider_id, account_id)
    )`.execute(db);
  await sql`create index accounts_of_user on accounts (user_id)`.execute(db);
  await sql`
    create table verifications (
      id text primary key,
      identifier text not null,
      value text not null,
      expires_at timestamptz not null,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`create index verifications_of on verifications (identifier)`.execute(db);
}
