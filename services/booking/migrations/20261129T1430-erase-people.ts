import { type Kysely, sql } from 'kysely';

/** When who booked was forgotten. The index serves those whose time for it comes by itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table bookings add column erased_at timestamptz`.execute(db);
  await sql`
    create index bookings_to_erase on bookings (updated_at)
      where erased_at is null and state in ('PAID', 'REJECTED', 'EXPIRED', 'CANCELLED')`.execute(
    db,
  );
}
