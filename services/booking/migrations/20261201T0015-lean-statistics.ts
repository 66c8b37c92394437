import { type Kysely, sql } from 'kysely';

/**
 * An on-sale moment makes thousands of rows, and PostgreSQL looks at a sample of them once a minute: half a second of a
 * processor for columns by which nothing is planned, in the midst of the sale. 30 instead of 100: a sample of 9,000 rows. Nothing
 * is kept of persons, and what was kept of them goes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table bookings
      alter column id set statistics 0,
      alter column code set statistics 0,
      alter column item_version set statistics 0,
      alter column version set statistics 0,
      alter column epoch set statistics 0,
      alter column name set statistics 0,
      alter column whatsapp set statistics 0,
      alter column email set statistics 0,
      alter column note set statistics 0,
      alter column attendees set statistics 0,
      alter column language set statistics 0,
      alter column quantity set statistics 0,
      alter column currency set statistics 0,
      alter column first_expires_at set statistics 0,
      alter column proof_id set statistics 0,
      alter column rejection_reason set statistics 0,
      alter column fingerprint set statistics 0,
      alter column audit_hash set statistics 0,
      alter column item_id set statistics 30,
      alter column state set statistics 30,
      alter column amount set statistics 30,
      alter column amount_due set statistics 30,
      alter column hold_expires_at set statistics 30,
      alter column expiring_soon_at set statistics 30,
      alter column method_id set statistics 30,
      alter column account_id set statistics 30,
      alter column submitted_at set statistics 30,
      alter column created_at set statistics 30,
      alter column updated_at set statistics 30,
      alter column erased_at set statistics 30`.execute(db);
  await sql`alter index bookings_due alter column 2 set statistics 30`.execute(db);
  await sql`
    alter table audit
      alter column version set statistics 0,
      alter column ip_hash set statistics 0,
      alter column reason set statistics 0,
      alter column hash set statistics 0,
      alter column booking_id set statistics 30,
      alter column actor set statistics 30,
      alter column from_state set statistics 30,
      alter column to_state set statistics 30,
      alter column at set statistics 30`.execute(db);
  await sql`
    select pg_clear_attribute_stats(current_schema(), 'bookings', personal, false)
    from unnest('{name,whatsapp,email,note,attendees,rejection_reason}'::text[]) as personal`.execute(
    db,
  );
}
