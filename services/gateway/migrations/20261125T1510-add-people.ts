import { type Kysely, sql } from 'kysely';

/** People who book with an account. Apart from organisers: no session of one kind can ever become one of the other. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table people (
      id uuid primary key,
      name text not null,
      email text not null unique,
      email_verified boolean not null,
      image text,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`
    create table people_sessions (
      id uuid primary key,
      user_id uuid not null references people (id) on delete cascade,
      token text not null unique,
      expires_at timestamptz not null,
      ip_address text,
      user_agent text,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`create index people_sessions_of_person on people_sessions (user_id)`.execute(db);
  await sql`create index people_sessions_by_end on people_sessions (expires_at)`.execute(db);

  // Both ways in of one message. Tries are counted apart for the browser that asked for it: strangers who guess use up
  // their own only.
  await sql`
    create table login_codes (
      id uuid primary key,
      email text not null,
      code_hash text not null,
      link_hash text not null unique,
      browser_hash text not null,
      own_tries integer not null default 0,
      other_tries integer not null default 0,
      created_at timestamptz not null default clock_timestamp(),
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index login_codes_of on login_codes (email, created_at desc)`.execute(db);
  await sql`create index login_codes_by_end on login_codes (expires_at)`.execute(db);
}
