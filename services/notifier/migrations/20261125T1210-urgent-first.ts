import { type Kysely, sql } from 'kysely';

/** Messages that a person waits for are taken before word of holds, of which an on-sale moment makes thousands. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index deliveries_due`.execute(db);
  await sql`
    create index deliveries_due on deliveries (lane, (kind = 'hold-made'), next_attempt_at)
      where status in ('planned', 'queued')`.execute(db);
}
