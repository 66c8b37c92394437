import pg from 'pg';

const INSUFFICIENT_PRIVILEGE = '42501';
const REFUSED = 'refused';

/** What no service may do anywhere. `%` stands for another service's role. */
const everywhere = [
  ...['create table mine ()', 'create view mine as select 1', 'create temporary table mine ()'],
  ...['create function mine() returns int language sql as $$ select 1 $$', 'create schema mine'],
  ...['create table public.mine ()', 'create extension citext schema %'],
  ...['create role mine', 'alter role % password $$x$$', 'grant % to current_user'],
  ...['set role %', 'set role postgres', 'set session authorization %'],
  ...['set session_replication_role = replica'],
  ...['select * from pg_authid', 'select pg_read_file($$PG_VERSION$$)'],
  ...['copy (select 1) to program $$true$$', 'copy (select 1) to $$/tmp/x$$'],
  'select pg_terminate_backend(pid) from pg_stat_activity where usename = $$postgres$$',
];

const toTable = (table: string) => [
  ...[`select from ${table}`, `insert into ${table} default values`, `delete from ${table}`],
  ...[`truncate ${table}`, `drop table ${table}`, `alter table ${table} add column mine int`],
  `lock table ${table} in access share mode`,
];

type Row = { readonly schema: string; readonly name: string; readonly column: string | null };

/**
 * Everything that the roles can do beyond their borders, as `role: statement`; nothing where the borders hold. Each statement
 * is really tried, and undone. Schemas are called as their roles.
 */
export async function findCrossings(
  urlOf: (role: string) => string,
  roles: readonly string[],
  appendOnly: Readonly<Record<string, readonly string[]>>,
): Promise<string[]> {
  const found = await Promise.all(
    roles.map(async (role) => {
      const client = new pg.Client({ connectionString: urlOf(role) });
      await client.connect();
      try {
        const others = roles.filter((other) => other !== role);
        const statements = [
          ...others.flatMap((other) => everywhere.map((each) => each.replaceAll('%', other))),
          ...toOwn(role, await columnsIn(client, [role]), appendOnly[role] ?? []),
          ...toOthers(await columnsIn(client, others)),
        ];
        const allowed = (await powersOf(client)).map((power) => `${role}: has ${power}`);
        for (const statement of new Set(statements)) {
          const answer = await answerTo(client, statement);
          if (answer !== REFUSED) allowed.push(`${role}: ${statement} (${answer})`);
        }
        return allowed;
      } finally {
        await client.end();
      }
    }),
  );
  return found.flat();
}

/** What lets a role do more than its grants say. */
async function powersOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ power: string }>(
    `select key as power from pg_roles r, jsonb_each(to_jsonb(r))
     where rolname = current_user and value = 'true'
       and key in ('rolsuper', 'rolcreatedb', 'rolcreaterole', 'rolreplication', 'rolbypassrls')`,
  );
  return rows.map(({ power }) => power);
}

/** Its tables are the migrate job's; what is append-only, and the list of migrations, it may not change. */
function toOwn(schema: string, rows: readonly Row[], appendOnly: readonly string[]): string[] {
  const fixed = [...appendOnly, 'kysely_migration', 'kysely_migration_lock'];
  return rows.flatMap(({ name, column }) => {
    const table = pg.escapeIdentifier(name);
    const owners = [`truncate ${table}`, `drop table ${table}`];
    const change = [`delete from ${table}`, `update ${table} set ${column} = null`];
    return [...owners, `drop schema ${schema} cascade`, ...(fixed.includes(name) ? change : [])];
  });
}

function toOthers(rows: readonly Row[]): string[] {
  return rows.flatMap(({ schema, name, column }) => {
    const table = `${schema}.${pg.escapeIdentifier(name)}`;
    const create = [`create table ${schema}.mine ()`, `drop schema ${schema} cascade`];
    return [...toTable(table), `update ${table} set ${column} = null`, ...create];
  });
}

/** A column of every table: the catalogue is open to all. */
async function columnsIn(client: pg.Client, schemas: readonly string[]): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    `select n.nspname as schema, c.relname as name, quote_ident(min(a.attname)) as column
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'p', 'v') and n.nspname = any($1) and a.attgenerated = ''
     group by 1, 2`,
    [schemas],
  );
  return rows;
}

/** Anything but a refusal is a crossing, even if the statement fails on something else. */
async function answerTo(client: pg.Client, statement: string): Promise<string> {
  await client.query('begin');
  try {
    await client.query(statement);
    return 'done';
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return error.code === INSUFFICIENT_PRIVILEGE ? REFUSED : error.message;
  } finally {
    await client.query('rollback');
  }
}
