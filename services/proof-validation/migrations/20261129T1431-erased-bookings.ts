import { type Kysely, sql } from 'kysely';

/** Bookings whose people were forgotten: no file of theirs is kept, whenever it comes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table erased_bookings (
      booking_id uuid primary key,
      at timestamptz not null default clock_timestamp()
    )`.execute(db);
  await sql`create index proofs_kept_of_booking on proofs (booking_id) where file_key is not null`.execute(
    db,
  );
}
