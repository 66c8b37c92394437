import { access } from 'node:fs/promises';
import path from 'node:path';
import { startPostgres } from '@karcis/engines';
import { LaunchError } from '@karcis/local';
import { levelOf, migratedServices, roleOf } from '@karcis/migrate';
import pg from 'pg';
import { listFiles } from './list-files.ts';

export type Restored = {
  /** Files that rows name and the backup lacks. */
  readonly missing: number;
  /** Files that no row names, which proof-validation will remove. */
  readonly strays: number;
};

const NAMED = `
  select file_key as key from proof_validation.proofs where file_key is not null
  union all select preview_key from proof_validation.proofs where preview_key is not null
  union all select file_key from proof_validation.image_sizes`;

/**
 * Starts the database of a restored folder once, so that what is put in place is known to work, and compares files with rows.
 * @throws LaunchError when it was made by a newer version than this code
 */
export async function checkRestored(folder: string): Promise<Restored> {
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres') });
  const url = Object.assign(new URL(postgres.adminUrl), { pathname: '/karcis' }).href;
  const database = new pg.Client({ connectionString: url });
  database.on('error', () => undefined);
  try {
    await database.connect();
    await requireKnown(database);
    return await compareFiles(database, path.join(folder, 'files'));
  } finally {
    await database.end();
    await postgres.stop();
  }
}

async function requireKnown(database: pg.Client): Promise<void> {
  for (const service of migratedServices) {
    const { rows } = await database.query<{ name: string }>(
      `select name from ${roleOf(service)}.kysely_migration`,
    );
    const { unknown } = await levelOf(
      service,
      rows.map(({ name }) => name),
    );
    if (unknown.length > 0) {
      throw new LaunchError(
        `The backup is of a newer version (${service} has had ${unknown.join(', ')}): restore it with that version.`,
      );
    }
  }
}

async function compareFiles(database: pg.Client, folder: string): Promise<Restored> {
  // Files elsewhere, in S3 for one, are not ours to compare.
  if (
    !(await access(folder).then(
      () => true,
      () => false,
    ))
  )
    return { missing: 0, strays: 0 };

  const { rows } = await database.query<{ key: string }>(NAMED);
  const named = new Set(rows.map(({ key }) => key));
  const there = new Set(await listFiles(folder));
  const strays = [...there].filter((key) => !named.has(key));
  // What was being stored, or came in after the database was copied: its upload never happened.
  await database.query('delete from proof_validation.loose_files');
  await database.query(
    'insert into proof_validation.loose_files (key, doomed) select unnest($1::text[]), true',
    [strays],
  );
  return { missing: [...named].filter((key) => !there.has(key)).length, strays: strays.length };
}
