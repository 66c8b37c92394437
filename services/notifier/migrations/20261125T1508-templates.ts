import { type Kysely, sql } from 'kysely';

/** Texts that an organiser put in the place of ours. A row without content is back at ours, and keeps counting its versions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table message_templates (
      kind text not null,
      channel text not null,
      language text not null,
      version integer not null check (version > 0),
      content jsonb,
      updated_at timestamptz not null default clock_timestamp(),
      primary key (kind, channel, language)
    )`.execute(db);
}
