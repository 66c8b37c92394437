import { sql } from 'kysely';
import type { Db, Tx } from './schema.ts';

/** Writes down which files are about to be stored, so that a crash before their owner's row leaves no orphan for ever. */
export async function stageFiles(db: Db, keys: readonly string[]): Promise<void> {
  await db
    .insertInto('loose_files')
    .values(keys.map((key) => ({ key })))
    .execute();
}

/** Gives staged files to the row that the same transaction writes. Throws when they were doomed meanwhile. */
export async function claimFiles(trx: Tx, keys: readonly string[]): Promise<void> {
  const claimed = await trx
    .deleteFrom('loose_files')
    .where('key', 'in', keys)
    .where('doomed', '=', false)
    .returning('key')
    .execute();
  if (claimed.length !== keys.length) throw new Error('Storing took so long that it was given up');
}

/** From now on these files belong to nobody and are removed. */
export async function doomFiles(db: Db, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await db
    .insertInto('loose_files')
    .values(keys.map((key) => ({ key, doomed: true })))
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ doomed: true }))
    .execute();
}

/** Dooms what was staged long ago and never claimed: its process died. */
export async function doomAbandoned(db: Db, stagedMs: number): Promise<void> {
  await sql`
    update loose_files set doomed = true
    where not doomed and since < clock_timestamp() - ${stagedMs} * interval '1 millisecond'`.execute(
    db,
  );
}

/** Doomed files after `after`, in the order of their keys. */
export async function listDoomed(db: Db, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('loose_files')
    .select('key')
    .where('doomed', '=', true)
    .where('key', '>', after)
    .orderBy('key')
    .limit(limit)
    .execute();
  return rows.map(({ key }) => key);
}

/** The file is gone. */
export async function forgetFile(db: Db, key: string): Promise<void> {
  await db.deleteFrom('loose_files').where('key', '=', key).execute();
}
