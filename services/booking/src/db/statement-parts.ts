import { sql } from 'kysely';
import type { Db, Tx } from './schema.ts';

/** Parts of an upload that broke off are of no use to anybody after this. */
const KEPT_HOURS = 24;

/** Keeps a part until the whole is read; takes the chance to forget what nobody came back for. */
export async function saveStatementPart(
  db: Db,
  statementId: string,
  part: number,
  bytes: Buffer,
): Promise<void> {
  // Begun anew under the same key, the file may be another and shorter.
  if (part === 0) await forgetStatementParts(db, statementId);
  await db
    .insertInto('statement_parts')
    .values({ statement_id: statementId, part, bytes })
    .onConflict((conflict) => conflict.columns(['statement_id', 'part']).doUpdateSet({ bytes }))
    .execute();
  if (part > 0) return;
  await sql`
    delete from statement_parts where at < now() - make_interval(hours => ${KEPT_HOURS})`.execute(
    db,
  );
}

/** The parts in their order, one in memory at a time. */
export async function* readStatementParts(
  trx: Tx,
  statementId: string,
): AsyncGenerator<Buffer, void, undefined> {
  for (let part = 0; ; part += 1) {
    const row = await trx
      .selectFrom('statement_parts')
      .select('bytes')
      .where('statement_id', '=', statementId)
      .where('part', '=', part)
      .executeTakeFirst();
    if (!row) return;
    yield row.bytes;
  }
}

export async function forgetStatementParts(db: Db | Tx, statementId: string): Promise<void> {
  await db.deleteFrom('statement_parts').where('statement_id', '=', statementId).execute();
}
