import { type Kysely, sql } from 'kysely';

/** A method of the type `gateway` says which provider takes the money; without one it is not offered. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table payment_methods add column provider text check (provider in ('midtrans', 'xendit', 'stripe'))`.execute(
    db,
  );
}
