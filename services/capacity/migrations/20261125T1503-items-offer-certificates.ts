import { type Kysely, sql } from 'kysely';

/** An item may give those who were there a certificate. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table items add column certificate boolean not null default false`.execute(db);
}
