import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Database, migrate, openDatabase } from '@karcis/db';
import { useDatabase } from '@karcis/testing';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const database = useDatabase([]);

const statements = (...all: string[]): Migration => ({
  async up(db: Kysely<unknown>) {
    for (const statement of all) await sql.raw(statement).execute(db);
  },
});

const migrations = {
  '20260101T1200-create-ledger': statements(
    'create table account (id int primary key generated always as identity, balance int not null)',
    'create table entry (id int primary key, amount int)',
    `create function total() returns bigint language sql as 'select sum(amount) from entry'`,
  ),
};
const ledger = {
  schema: 'migrate_ledger',
  role: 'migrate_ledger',
  password: `it's a \\ "secret" %`,
  migrations,
  appendOnly: ['entry'],
};
const run = (changes: Partial<typeof ledger> = {}) =>
  migrate({ adminUrl: database.adminUrl, ...ledger, ...changes });

const urlOf = ({ role, password }: { role: string; password: string }) =>
  Object.assign(new URL(database.adminUrl), {
    username: role,
    password: encodeURIComponent(password),
  }).href;

/** What Postgres says to the role: the rows, or why not. */
const ask = ({ pool }: Database<unknown>, statement: string): Promise<unknown> =>
  pool.query(statement).then(
    ({ rows }) => rows as unknown,
    (error: Error) => error.message,
  );

describe('migrate', () => {
  let admin: Database<unknown>;
  let service: Database<unknown>;

  beforeAll(async () => {
    await run();
    await run({ schema: 'migrate_other', role: 'migrate_other' });
    admin = openDatabase({ url: database.adminUrl, max: 2, applicationName: 'admin' });
    service = openDatabase({ url: urlOf(ledger), max: 2, applicationName: 'service' });
  });
  afterAll(async () => {
    await service.close();
    await admin.close();
  });

  it('lets the role use its tables, sequences and functions without naming the schema', async () => {
    expect(await ask(service, 'insert into account (balance) values (5) returning id')).toEqual([
      { id: 1 },
    ]);
    expect(await ask(service, 'update account set balance = 6 returning balance')).toEqual([
      { balance: 6 },
    ]);
    expect(await ask(service, 'delete from account returning id')).toEqual([{ id: 1 }]);
    expect(await ask(service, 'insert into entry values (1, 10), (2, 20)')).toEqual([]);
    expect(await ask(service, 'select total()')).toEqual([{ total: 30 }]);
  });

  it('never lets it change what is append-only', async () => {
    for (const statement of [
      'update entry set amount = 0',
      'delete from entry',
      'truncate entry',
      'insert into entry values (1, 5) on conflict (id) do update set amount = 5',
    ]) {
      expect([statement, await ask(service, statement)]).toEqual([
        statement,
        expect.stringContaining('permission denied'),
      ]);
    }
  });

  it('closes every other schema to it', async () => {
    for (const statement of [
      'select * from migrate_other.account',
      'insert into migrate_other.entry values (1, 1)',
      'select migrate_other.total()',
      'create table migrate_other.mine ()',
      'create table public.mine ()',
      'create table mine ()',
      'create schema mine',
      'drop table account',
      'alter table account add column more int',
      'insert into kysely_migration values ($$x$$, $$y$$)',
      'set role migrate_other',
    ]) {
      expect([statement, await ask(service, statement)]).toEqual([
        statement,
        expect.stringMatching(/permission denied|must be owner/),
      ]);
    }
  });

  it('gives the role what later migrations make, and the new password', async () => {
    const later = {
      ...migrations,
      '20260201T1200-add-note': statements(
        'create table note (text text)',
        'create table journal (id int)',
      ),
    };
    const changed = { password: 'new', migrations: later, appendOnly: ['entry', 'journal'] };
    await run(changed);

    const renewed = openDatabase<unknown>({
      url: urlOf({ ...ledger, ...changed }),
      max: 1,
      applicationName: 'service',
    });
    expect(await ask(renewed, `insert into note values ('x') returning text`)).toEqual([
      { text: 'x' },
    ]);
    expect(await ask(renewed, 'delete from journal')).toContain('permission denied');
    expect(await ask(renewed, 'delete from entry')).toContain('permission denied');
    await renewed.close();

    await expect(run()).rejects.toThrow(
      'The database is newer than this code: schema migrate_ledger has had 20260201T1200-add-note.',
    );
  });

  it('may run in several places at once', async () => {
    const twins = { schema: 'migrate_twins', role: 'migrate_twins' };
    await Promise.all(Array.from({ length: 6 }, () => run(twins)));
    expect(await ask(admin, 'select name from migrate_twins.kysely_migration')).toHaveLength(1);
  });

  it('leaves nothing behind of a migration that fails, and says which one and why', async () => {
    const broken = {
      schema: 'migrate_broken',
      role: 'migrate_broken',
      migrations: {
        ...migrations,
        '20260301T1200-break': statements('create table half ()', 'select nonsense'),
      },
    };
    await expect(run(broken)).rejects.toThrow(
      'Migration migrate_broken/20260301T1200-break failed: column "nonsense" does not exist',
    );
    expect(await ask(admin, `select to_regnamespace('migrate_broken') is null as gone`)).toEqual([
      { gone: true },
    ]);
  });

  it('refuses a superuser as a role', async () => {
    const role = new URL(database.adminUrl).username;
    await expect(run({ role })).rejects.toThrow('is a superuser');
  });
});
