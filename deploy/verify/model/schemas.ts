import * as bookingMigrations from '@karcis/booking/migrations';
import * as capacityMigrations from '@karcis/capacity/migrations';
import { migrate } from '@karcis/db';
import * as proofMigrations from '@karcis/proof-validation/migrations';
import pg from 'pg';

const PASSWORD = 'test';
const MODULES = [capacityMigrations, bookingMigrations, proofMigrations];
const SCHEMAS = MODULES.map(({ schema }) => schema);

/**
 * Time and ids of Postgres come from the world: these functions stand before those of the same name. Within a transaction
 * `now()` goes on, which nothing relies on. A session that waits in a transaction is not cut off by the machine's clock.
 */
const TIME = `
  create schema sim;
  create sequence sim.clock;
  create sequence sim.ids;
  create function sim.clock_timestamp() returns timestamptz language sql volatile as
    $$ select timestamptz 'epoch' + last_value * interval '1 millisecond' from sim.clock $$;
  create function sim.now() returns timestamptz language sql volatile as
    $$ select timestamptz 'epoch' + last_value * interval '1 millisecond' from sim.clock $$;
  create function sim.uuidv7() returns uuid language sql volatile as $$
    select (lpad(to_hex(c.last_value), 12, '0') || '7000' || '8' || lpad(to_hex(nextval('sim.ids')), 15, '0'))::uuid
    from sim.clock c $$;
  create function sim.set_config(name text, value text, local boolean) returns text language sql volatile as $$
    select case when name = 'idle_in_transaction_session_timeout' then value
      else pg_catalog.set_config(name, value, local) end $$;
  grant usage on schema sim to public;
  grant usage, select, update on all sequences in schema sim to public;`;

/** Defaults were bound to Postgres's own functions when the tables were made. */
const DEFAULTS = `
  do $$ declare d record; begin
    for d in
      select c.oid::regclass as in_table, a.attname, pg_get_expr(e.adbin, e.adrelid) as made_by
      from pg_attrdef e join pg_class c on c.oid = e.adrelid
        join pg_attribute a on a.attrelid = e.adrelid and a.attnum = e.adnum
      where pg_get_expr(e.adbin, e.adrelid) ~ '^(clock_timestamp|now|uuidv7)\\(\\)$'
    loop
      execute format('alter table %s alter column %I set default sim.%s', d.in_table, d.attname, d.made_by);
    end loop;
  end $$`;

export type ModelDatabase = {
  readonly admin: pg.Client;
  urlOf(role: string): string;
  /** Empties every table and begins the ids anew. */
  clear(): Promise<void>;
  drop(): Promise<void>;
};

/** A database of its own with the schemas of all services, as this process's code migrates them. */
export async function createModelDatabase(
  clusterUrl: string,
  name: string,
): Promise<ModelDatabase> {
  const urlOf = (role?: string) => {
    const url = new URL(clusterUrl);
    if (role) Object.assign(url, { username: role, password: PASSWORD });
    url.pathname = `/${name}`;
    return url.href;
  };
  const cluster = new pg.Client({ connectionString: clusterUrl });
  await cluster.connect();
  await cluster.query(`create database ${name}`);
  // A circle of waiting transactions is seen by the one that closes it, at once.
  await cluster.query(`alter database ${name} set deadlock_timeout = '1ms'`);

  for (const { schema, migrations, ...rest } of MODULES) {
    const appendOnly = 'appendOnly' in rest ? rest.appendOnly : [];
    await migrate({
      adminUrl: urlOf(),
      schema,
      role: schema,
      password: PASSWORD,
      migrations,
      appendOnly,
    });
  }
  const admin = new pg.Client({ connectionString: urlOf() });
  await admin.connect();
  await admin.query(TIME);
  await admin.query('set search_path = sim, pg_catalog, public');
  await admin.query(DEFAULTS);
  const { rows } = await admin.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c
     where c.relkind = 'r' and c.relnamespace = any ($1::regnamespace[]) and c.relname !~ '^kysely'`,
    [SCHEMAS],
  );
  for (const table of rows)
    await admin.query(`alter table ${table.name} set (autovacuum_enabled = false)`);
  await admin.query('set synchronous_commit = off');
  await admin.query('set session_replication_role = replica');
  const findFilled = rows
    .map(({ name: table }) => `select '${table}' as name where exists (select from ${table})`)
    .join(' union all ');

  return {
    admin,
    urlOf,
    async clear() {
      const { rows: filled } = await admin.query<{ name: string }>(findFilled);
      await admin.query(`select setval('sim.ids', 1)`);
      if (filled.length === 0) return;
      await admin.query(`truncate ${filled.map(({ name: table }) => table).join(', ')} cascade`);
    },
    async drop() {
      await admin.end();
      await cluster.query(`drop database ${name} with (force)`);
      await cluster.end();
    },
  };
}
