import { type Kysely, sql } from 'kysely';

/** Whose account a booking was made in. Most are made without one, and cost the index nothing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table bookings add column account_id uuid`.execute(db);
  await sql`
    create index bookings_of_account on bookings (account_id, created_at desc, id desc)
      where account_id is not null`.execute(db);
}
