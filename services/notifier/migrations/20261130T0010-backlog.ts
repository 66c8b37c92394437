import { type Kysely, sql } from 'kysely';

/** News that can wait stays as it came, many bookings a row, until there is room to send it (decision 21). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table backlog (
      id uuid primary key default uuidv7(),
      kind text not null,
      happenings json not null
    )`.execute(db);
}
