import {
  BROKEN_LINES_SHOWN,
  type readStatement as call,
  type RequestOf,
  type ResponseOf,
  type Statement,
} from '@karcis/contracts';
import { sql } from 'kysely';
import type { Db, Tx } from '../db/schema.ts';
import { fingerprintOf, insertLines } from '../db/statement-lines.ts';
import { forgetStatementParts, readStatementParts } from '../db/statement-parts.ts';
import { readStatement } from '../statements/read-statement.ts';
import { UnreadableStatement } from '../statements/refusal.ts';

type Answer = ResponseOf<typeof call>;

/**
 * Reads an uploaded statement in one transaction: all of its lines are there or none. A repeat gives the first answer. A line
 * that an earlier statement of the account had counts as repeated, so exports may overlap.
 */
export async function importStatement(
  db: Db,
  { statementId, methodId }: RequestOf<typeof call>,
  timeZone: string,
): Promise<Answer> {
  try {
    return await db.transaction().execute((trx) => read(trx, { statementId, methodId }, timeZone));
  } catch (error) {
    if (!(error instanceof UnreadableStatement)) throw error;
    await forgetStatementParts(db, statementId);
    return { outcome: 'statement-unreadable', reason: error.reason };
  }
}

type Ids = { readonly statementId: string; readonly methodId: string };

async function read(trx: Tx, ids: Ids, timeZone: string): Promise<Answer> {
  const { statementId, methodId } = ids;
  // One import of an account after the other, so that two that overlap do not wait for each other's lines.
  await sql`select pg_advisory_xact_lock(hashtextextended(${methodId}, 0))`.execute(trx);
  const before = await findStatement(trx, statementId);
  if (before) return { outcome: 'read', statement: before };
  if (!(await isAccount(trx, methodId))) return { outcome: 'payment-method-not-found' };

  const empty = { lines: 0, credits: 0, repeated: 0, debits: 0, broken: { count: 0, first: [] } };
  await trx
    .insertInto('statements')
    .values({ id: statementId, method_id: methodId, outcome: JSON.stringify(empty) })
    .execute();
  const outcome = await readLines(trx, ids, timeZone);
  await trx
    .updateTable('statements')
    .set({ outcome: JSON.stringify(outcome) })
    .where('id', '=', statementId)
    .execute();
  await forgetStatementParts(trx, statementId);
  return { outcome: 'read', statement: (await findStatement(trx, statementId)) as Statement };
}

async function readLines(trx: Tx, ids: Ids, timeZone: string) {
  const sum = { lines: 0, credits: 0, repeated: 0, debits: 0, brokenCount: 0 };
  const first: Statement['broken']['first'] = [];
  /** How many lines of this file were alike so far. */
  const seen = new Map<string, number>();
  const parts = readStatementParts(trx, ids.statementId);

  for await (const batch of readStatement(parts, await readToday(trx, timeZone))) {
    const lines = batch.credits.map((credit) => {
      const alike = fingerprintOf(credit, 1);
      const nth = (seen.get(alike) ?? 0) + 1;
      seen.set(alike, nth);
      return { ...credit, fingerprint: nth === 1 ? alike : fingerprintOf(credit, nth) };
    });
    const added = await insertLines(trx, ids, lines);
    sum.lines += batch.lines;
    sum.credits += lines.length;
    sum.repeated += lines.length - added;
    sum.debits += batch.debits;
    sum.brokenCount += batch.broken.length;
    first.push(...batch.broken.slice(0, BROKEN_LINES_SHOWN - first.length));
  }
  const { brokenCount, ...counts } = sum;
  return { ...counts, broken: { count: brokenCount, first } };
}

async function findStatement(trx: Tx, id: string): Promise<Statement | undefined> {
  const row = await trx
    .selectFrom('statements')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  return { id, methodId: row.method_id, ...row.outcome, importedAt: row.at.toISOString() };
}

/** Money of a provider comes in sums that say nothing of one booking. */
async function isAccount(trx: Tx, id: string): Promise<boolean> {
  const query = trx
    .selectFrom('payment_methods')
    .select('id')
    .where('id', '=', id)
    .where('type', '!=', 'gateway');
  return (await query.executeTakeFirst()) !== undefined;
}

async function readToday(trx: Tx, timeZone: string): Promise<string> {
  const { rows } = await sql<{ today: string }>`
    select (now() at time zone ${timeZone})::date as today`.execute(trx);
  return rows[0]?.today ?? '';
}
