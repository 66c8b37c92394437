import { openDatabase } from '@karcis/db';
import { sql } from 'kysely';
import type { Secrets } from './secrets.ts';
import { type ServiceName, schemaOf } from './service-names.ts';

const NAME = 'karcis';

/** The URL of our own database in the cluster, which is made when it is not there yet. */
export async function ensureDatabase(adminUrl: string): Promise<string> {
  const { db, close } = openDatabase<unknown>({
    url: adminUrl,
    max: 1,
    applicationName: 'karcis launcher',
  });
  try {
    const { rows } = await sql`select from pg_database where datname = ${NAME}`.execute(db);
    if (rows.length === 0) await sql`create database ${sql.id(NAME)}`.execute(db);
  } finally {
    await close();
  }
  return urlOf(adminUrl, { pathname: `/${NAME}` });
}

/** A service's own way in: its role reaches its own schema only. */
export const databaseUrl = (name: ServiceName, adminUrl: string, secrets: Secrets) =>
  urlOf(adminUrl, { username: schemaOf(name), password: secrets[`database-${name}`] });

const urlOf = (url: string, parts: Partial<Record<'pathname' | 'username' | 'password', string>>) =>
  Object.assign(new URL(url), parts).href;
