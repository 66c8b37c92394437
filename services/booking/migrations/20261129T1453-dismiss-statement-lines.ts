import { type Kysely, sql } from 'kysely';

/** Lines of a statement that have nothing to do with any booking. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table statement_lines
      add column dismissed_at timestamptz,
      add column dismissed_by text,
      add check ((dismissed_at is null) = (dismissed_by is null))`.execute(db);
}
