import { createHash, randomUUID } from 'node:crypto';
import { beforeAll } from '@jest/globals';
import { migrate } from '@karcis/db';
import type { Migration } from 'kysely/migration';
import pg from 'pg';
import { readConfig } from './config.ts';
import { atEndOfFile } from './of-this-file.ts';

/** What a service's "./migrations" exports. */
export type MigrationModule = {
  readonly schema: string;
  readonly migrations: Readonly<Record<string, Migration>>;
  readonly appendOnly?: readonly string[];
};

export type TestDatabase = {
  /** The superuser's URL of this database. */
  readonly adminUrl: string;
  /** The URL for the role that owns nothing but may use `schema`, as its service does. */
  url(schema: string): string;
};

/** Every role's password in tests: roles belong to the cluster, which all test files of a run share. */
const PASSWORD = 'test';

/** A database of its own for this test file, cloned from a template that is migrated once a run; dropped at the end. */
export function useDatabase(modules: readonly MigrationModule[]): TestDatabase {
  const name = `test_${randomUUID().replaceAll('-', '')}`;

  beforeAll(() =>
    asAdmin(async (admin) => {
      const template = await migratedTemplate(admin, modules);
      await admin.query(`create database ${name} template ${template}`);
    }),
  );
  atEndOfFile(() =>
    asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`)),
  );

  return {
    get adminUrl() {
      return urlOf(name);
    },
    url: (schema) => urlOf(name, { username: schema, password: PASSWORD }),
  };
}

/** The name of the template with these migrations, made by whoever comes first. */
async function migratedTemplate(
  admin: pg.Client,
  modules: readonly MigrationModule[],
): Promise<string> {
  const template = `template_${fingerprint(modules)}`;
  // For the time of the session, which ends with this call's caller: the others wait until it is whole.
  await admin.query(`select pg_advisory_lock(hashtext('templates'))`);
  try {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [
      template,
    ]);
    if (rowCount) return template;

    const unfinished = `${template}_unfinished`;
    await admin.query(`drop database if exists ${unfinished} with (force)`);
    await admin.query(`create database ${unfinished}`);
    for (const { schema, migrations, appendOnly = [] } of modules) {
      const adminUrl = urlOf(unfinished);
      await migrate({ adminUrl, schema, role: schema, password: PASSWORD, migrations, appendOnly });
    }
    await admin.query(`alter database ${unfinished} rename to ${template}`);
    return template;
  } finally {
    await admin.query(`select pg_advisory_unlock(hashtext('templates'))`);
  }
}

/** The same for the same migrations, told apart by their code too: two test files may each invent a "create-tables". */
function fingerprint(modules: readonly MigrationModule[]): string {
  const hash = createHash('sha256');
  for (const { schema, migrations, appendOnly = [] } of modules) {
    hash.update(JSON.stringify([schema, appendOnly]));
    for (const [name, { up }] of Object.entries(migrations)) hash.update(`${name} ${up}`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function asAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<void> {
  const admin = new pg.Client({ connectionString: readConfig().postgresUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string, login: { username?: string; password?: string } = {}): string {
  const url = Object.assign(new URL(readConfig().postgresUrl), login);
  url.pathname = `/${database}`;
  return url.href;
}
