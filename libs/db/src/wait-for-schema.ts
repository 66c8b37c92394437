import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { MIGRATION_TABLE } from './migrate.ts';
import type { Database } from './open-database.ts';
import type { WaitOptions } from './wait-for-database.ts';

const POLL_MS = 500;
const WAIT_MS = 120_000;
const UNDEFINED_TABLE = '42P01';

export type Schema = {
  readonly schema: string;
  /** By name, all that this code has. */
  readonly migrations: Readonly<Record<string, unknown>>;
};

/**
 * Resolves once the schema has had every migration that this code knows. Says once that it waits for the job that brings
 * them, and rejects when the time is over. A schema that has had more is told and taken: migrations only add, so that an
 * older version works on beside a newer one.
 */
export async function waitForSchema<D>(
  database: Database<D>,
  { schema, migrations }: Schema,
  { log, waitMs = WAIT_MS }: WaitOptions,
): Promise<void> {
  const givesUpAt = performance.now() + waitMs;

  for (let attempt = 0; ; attempt++) {
    const had = await listMigrations(database, schema);
    const missing = Object.keys(migrations).filter((name) => !had.includes(name));
    if (missing.length === 0) {
      const newer = had.filter((name) => !(name in migrations));
      if (newer.length > 0) {
        log.warn(`Schema ${schema} is newer than this code: it has had ${newer.join(', ')}.`);
      }
      return;
    }

    const lacking = `Schema ${schema} is older than this code: it lacks ${missing.join(', ')}.`;
    if (performance.now() >= givesUpAt) throw new Error(`${lacking} Run the migrate job.`);
    if (attempt === 0) log.warn(`${lacking} Waiting for the migrate job.`);
    await sleep(POLL_MS);
  }
}

async function listMigrations<D>({ pool }: Database<D>, schema: string): Promise<string[]> {
  try {
    const table = [schema, MIGRATION_TABLE].map(pg.escapeIdentifier).join('.');
    const { rows } = await pool.query<{ name: string }>(`select name from ${table} order by name`);
    return rows.map(({ name }) => name);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE) return [];
    throw error;
  }
}
