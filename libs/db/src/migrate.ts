import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { openDatabase } from './open-database.ts';

export type MigrateOptions = {
  /** A role that may create roles and schemas. */
  readonly adminUrl: string;
  readonly schema: string;
  /** The service's login. Its password becomes `password` at each run. */
  readonly role: string;
  readonly password: string;
  readonly migrations: Readonly<Record<string, Migration>>;
  /** Tables of which the role may read and add rows, never change or delete one. */
  readonly appendOnly?: readonly string[];
};

export const MIGRATION_TABLE = 'kysely_migration';
const LOCK_TABLE = 'kysely_migration_lock';
const STATEMENT_TIMEOUT_MS = 600_000;
/** A migration that waits for a table makes everybody else wait behind it: better to fail and be run again. */
const TABLE_LOCK_TIMEOUT_MS = 15_000;
const ATTEMPTS_MAX = 5;

/**
 * Makes the schema, its role, its tables and its rights, all in one transaction: either the whole step
 * happened or nothing did. Safe to repeat, and to run from several places at once. Throws when
 * the database knows a migration that the code does not: it is newer than the code.
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const { db, close } = openDatabase<unknown>({
    url: options.adminUrl,
    max: 1,
    applicationName: `migrate ${options.schema}`,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  });
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await db.transaction().execute((trx) => migrateOnce(trx, options));
      } catch (error) {
        if (attempt === ATTEMPTS_MAX || !isRoleRace(error)) throw error;
      }
    }
  } finally {
    await close();
  }
}

async function migrateOnce(trx: Kysely<unknown>, options: MigrateOptions): Promise<void> {
  const { schema, role, password, migrations, appendOnly = [] } = options;

  await sql`select pg_advisory_xact_lock(hashtext('karcis migrate'))`.execute(trx);
  await ensureRole(trx, role, password, schema);
  await sql`create schema if not exists ${sql.id(schema)}`.execute(trx);
  await sql`revoke all on schema public from public`.execute(trx);
  await sql`
    do $$ begin
      execute format('revoke create, temporary on database %I from public', current_database());
    end $$`.execute(trx);
  await sql`set local search_path = ${sql.id(schema)}`.execute(trx);

  await refuseNewerDatabase(trx, schema, migrations);
  await runMigrations(trx, schema, migrations);
  await grantRights(trx, schema, role, appendOnly);
}

async function ensureRole(
  trx: Kysely<unknown>,
  role: string,
  password: string,
  schema: string,
): Promise<void> {
  const { rows } = await sql<{ rolsuper: boolean }>`
    select rolsuper from pg_roles where rolname = ${role}`.execute(trx);
  if (rows[0]?.rolsuper)
    throw new Error(`Role ${role} is a superuser: no schema would be closed to it.`);

  const verb = rows.length === 0 ? sql`create` : sql`alter`;
  await sql`${verb} role ${sql.id(role)} login password ${sql.raw(pg.escapeLiteral(password))}`.execute(
    trx,
  );
  await sql`alter role ${sql.id(role)} set search_path = ${sql.id(schema)}`.execute(trx);
}

async function refuseNewerDatabase(
  trx: Kysely<unknown>,
  schema: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const table = `${schema}.${MIGRATION_TABLE}`;
  const {
    rows: [found],
  } = await sql<{ there: boolean }>`select to_regclass(${table}) is not null as there`.execute(trx);
  if (!found?.there) return;

  const { rows } = await sql<{ name: string }>`
    select name from ${sql.id(schema, MIGRATION_TABLE)} order by name`.execute(trx);
  const unknown = rows.map((row) => row.name).filter((name) => !(name in migrations));
  if (unknown.length > 0) {
    throw new Error(
      `The database is newer than this code: schema ${schema} has had ${unknown.join(', ')}. Run the newer version.`,
    );
  }
}

async function runMigrations(
  trx: Kysely<unknown>,
  schema: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  // Kysely unlocks in the aborted transaction, and reports that this failed in place of what went wrong.
  let failure: Error | undefined;
  const step = ([name, migration]: [string, Migration]): [string, Migration] => {
    const up = async (db: Kysely<unknown>) => {
      await sql`select set_config('lock_timeout', ${String(TABLE_LOCK_TIMEOUT_MS)}, true)`.execute(
        db,
      );
      await migration.up(db).catch((error: unknown) => {
        failure = new Error(`Migration ${schema}/${name} failed: ${messageOf(error)}`, {
          cause: error,
        });
        throw failure;
      });
    };
    return [name, { up }];
  };

  const migrator = new Migrator({
    db: trx,
    provider: {
      getMigrations: async () => Object.fromEntries(Object.entries(migrations).map(step)),
    },
    migrationTableSchema: schema,
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: LOCK_TABLE,
  });
  const { error } = await migrator.migrateToLatest();
  if (failure ?? error) throw failure ?? error;
}

/** Rights are taken away and given again within the transaction, so that what is not listed here is not held. */
async function grantRights(
  trx: Kysely<unknown>,
  schema: string,
  role: string,
  appendOnly: readonly string[],
): Promise<void> {
  const inSchema = sql`in schema ${sql.id(schema)}`;
  const to = sql`to ${sql.id(role)}`;

  await sql`grant usage on schema ${sql.id(schema)} ${to}`.execute(trx);
  await sql`revoke all on all tables ${inSchema} from ${sql.id(role)}`.execute(trx);
  await sql`grant select, insert, update, delete on all tables ${inSchema} ${to}`.execute(trx);
  await sql`grant usage, select on all sequences ${inSchema} ${to}`.execute(trx);
  await sql`grant execute on all routines ${inSchema} ${to}`.execute(trx);
  for (const table of appendOnly) {
    await sql`revoke update, delete on ${sql.id(schema, table)} from ${sql.id(role)}`.execute(trx);
  }
  for (const table of [MIGRATION_TABLE, LOCK_TABLE]) {
    await sql`revoke insert, update, delete on ${sql.id(schema, table)} from ${sql.id(role)}`.execute(
      trx,
    );
  }

  const later = sql`alter default privileges ${inSchema} grant`;
  await sql`${later} select, insert, update, delete on tables ${to}`.execute(trx);
  await sql`${later} usage, select on sequences ${to}`.execute(trx);
  await sql`${later} execute on routines ${to}`.execute(trx);
}

const messageOf = (error: unknown) => (Error.isError(error) ? error.message : String(error));

/** Roles belong to the cluster, the advisory lock to one database: migrators of two databases can still meet in a role. */
function isRoleRace(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false;
  return (
    (error.code === '23505' && error.constraint === 'pg_authid_rolname_index') ||
    error.code === '42710' ||
    (error.code === 'XX000' && error.message.includes('concurrently'))
  );
}
