import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { CreditLine } from '../domain/statement-line.ts';
import type { Db, StatementLinesTable, Tx } from './schema.ts';

export type NewLine = CreditLine & { readonly line: number; readonly fingerprint: string };

/**
 * What makes a line the same in another export: day, amount, words, and which one of several that are alike. `nth` counts
 * those of the file, from 1.
 */
export const fingerprintOf = ({ day, rupiah, sen, description }: CreditLine, nth: number) =>
  hash('sha256', JSON.stringify([day, rupiah, sen, description, nth]));

/** Adds the lines that the account does not have yet. Returns how many those are. */
export async function insertLines(
  trx: Tx,
  { statementId, methodId }: { readonly statementId: string; readonly methodId: string },
  lines: readonly NewLine[],
): Promise<number> {
  if (lines.length === 0) return 0;
  const { numAffectedRows } = await sql`
    insert into statement_lines
      (statement_id, method_id, line, booked_on, description, amount, sen, fingerprint)
    select ${statementId}::uuid, ${methodId}::uuid, line, day, description, rupiah, sen, fingerprint
    from json_to_recordset(${JSON.stringify(lines)}) as t (
      line int, day date, description text, rupiah bigint, sen smallint, fingerprint text)
    on conflict (method_id, fingerprint) do nothing`.execute(trx);
  return Number(numAffectedRows ?? 0n);
}

/** Locks a line until the transaction ends: it can be for one booking only. */
export async function lockLine(trx: Tx, id: string): Promise<StatementLineRow | undefined> {
  return trx
    .selectFrom('statement_lines')
    .select(['id', 'method_id', 'amount', 'sen', 'booking_id'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

export type StatementLineRow = Pick<
  StatementLinesTable,
  'method_id' | 'amount' | 'sen' | 'booking_id'
> & { readonly id: string };

/** True when the booking has a line already. */
export async function hasLine(trx: Tx, bookingId: string): Promise<boolean> {
  const query = trx.selectFrom('statement_lines').select('id').where('booking_id', '=', bookingId);
  return (await query.executeTakeFirst()) !== undefined;
}

export async function matchLine(trx: Tx, id: string, bookingId: string): Promise<void> {
  await trx
    .updateTable('statement_lines')
    .set({ booking_id: bookingId, matched_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', id)
    .execute();
}

/**
 * Sets a line aside, or takes it back where `by` is null; what a booking has stays as it is. Undefined: there is no such line.
 */
export async function setDismissed(
  db: Db,
  id: string,
  by: string | null,
): Promise<{ readonly bookingId: string | null } | undefined> {
  const { rows } = await sql<{ bookingId: string | null }>`
    with line as (
      select id, booking_id from statement_lines where id = ${id} for update
    ), changed as (
      update statement_lines l
      set dismissed_by = case when ${by}::text is not null then coalesce(dismissed_by, ${by}::text) end,
        dismissed_at = case when ${by}::text is not null then coalesce(dismissed_at, now()) end
      from line where l.id = line.id and line.booking_id is null
    )
    select booking_id as "bookingId" from line`.execute(db);
  return rows[0];
}
