import { type Kysely, sql } from 'kysely';

/**
 * A gateway of before this needs the table: stop those first. A hold's id is made of its key and taken once by booking, so
 * nothing else has to remember the key.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop table hold_claims`.execute(db);
}
