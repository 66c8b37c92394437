import { type Kysely, sql } from 'kysely';

/** Old code goes on with what it writes: a picture without a format is a WebP. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table image_sizes
      add column format text not null default 'webp' check (format in ('webp', 'avif'))`.execute(
    db,
  );
  await sql`
    alter table image_sizes
      drop constraint image_sizes_pkey,
      add primary key (image_id, width, format)`.execute(db);
}
