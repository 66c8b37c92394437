import { type Insertable, type Selectable, sql } from 'kysely';
import type { RetentionDays } from '../domain/proof.ts';
import type { Db, ProofsTable, Tx } from './schema.ts';

export type ProofRow = Selectable<ProofsTable>;

export function findProof(db: Db, id: string): Promise<ProofRow | undefined> {
  return db.selectFrom('proofs').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Undefined when this proof was judged before; then nothing is written. */
export function insertProof(trx: Tx, row: Insertable<ProofsTable>): Promise<ProofRow | undefined> {
  return trx
    .insertInto('proofs')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** True for one transaction at a time. */
export async function lockRetention(trx: Tx): Promise<boolean> {
  const { rows } = await sql<{ won: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('proof retention')) as won`.execute(trx);
  return rows[0]?.won ?? false;
}

/**
 * Marks up to `limit` proofs as deleted whose bookings ended long enough ago, or whose people were forgotten. Returns how many, and the keys of their
 * files, which are now nobody's.
 */
export async function deleteExpired(
  trx: Tx,
  { rejected, expired, cancelled, paid }: RetentionDays,
  limit: number,
): Promise<{ readonly proofs: number; readonly keys: readonly string[] }> {
  const { rows } = await sql<{ file_key: string; preview_key: string | null }>`
    with over as (
      select booking_id from erased_bookings
      union all
      select booking_id from booking_ends ends where ends.ended_at < clock_timestamp() - interval '1 day' *
        case ends.outcome
          when 'rejected' then ${rejected}::integer
          when 'expired' then ${expired}::integer
          when 'cancelled' then ${cancelled}::integer
          when 'paid' then ${paid}::integer
        end
    ), due as (
      select id, file_key, preview_key from proofs
      where file_key is not null and booking_id in (select booking_id from over)
      limit ${limit}
      for update skip locked
    )
    update proofs
    set file_key = null, file_size = null, preview_key = null, deleted_at = clock_timestamp()
    from due where proofs.id = due.id
    returning due.file_key, due.preview_key`.execute(trx);
  const keys = rows.flatMap((row) => [row.file_key, row.preview_key]);
  return { proofs: rows.length, keys: keys.filter((key) => key !== null) };
}

/** From now on no file of this booking is kept. */
export async function rememberErased(trx: Tx, bookingId: string): Promise<void> {
  await trx
    .insertInto('erased_bookings')
    .values({ booking_id: bookingId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
