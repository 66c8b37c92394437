import { type Kysely, sql } from 'kysely';

/** What organisers may do, and what else they prove themselves with. Whoever is there already may do everything. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table users
      add column role text not null default 'owner' check (role in ('owner', 'reviewer', 'door')),
      add column disabled_at timestamptz,
      add column second_factor boolean not null default false,
      add column notify_new_proof boolean not null default false,
      -- Which password of the settings was given to this account last, as a keyed hash.
      add column settings_password text`.execute(db);

  // The secret is encrypted; last_step is the time step of the last code that was taken, so that none is taken twice.
  await sql`
    create table second_factors (
      user_id text primary key references users (id) on delete cascade,
      secret text not null,
      confirmed_at timestamptz,
      last_step bigint
    )`.execute(db);
  await sql`
    create table recovery_codes (
      user_id text not null references users (id) on delete cascade,
      code_hash text not null,
      primary key (user_id, code_hash)
    )`.execute(db);
  await sql`
    create table password_links (
      token_hash text primary key,
      user_id text not null references users (id) on delete cascade,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index password_links_of_user on password_links (user_id)`.execute(db);
}
