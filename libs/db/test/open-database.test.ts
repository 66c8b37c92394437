import { afterEach, describe, expect, it } from '@jest/globals';
import { keptMb, until, useDatabase } from '@karcis/testing';
import { sql } from 'kysely';
import { type Database, isConnectionFailure, isUniqueViolation, openDatabase } from '@karcis/db';
import { startPostgresProxy } from './postgres-proxy.ts';

const database = useDatabase([]);

let opened: Database<unknown> | undefined;
const open = (options: Partial<Parameters<typeof openDatabase>[0]> = {}) =>
  (opened = openDatabase<unknown>({
    url: database.adminUrl,
    max: 2,
    applicationName: 'db test',
    ...options,
  }));
afterEach(() => opened?.close());

async function valueOf(db: Database<unknown>, expression: string): Promise<unknown> {
  const { rows } = await db.pool.query<{ value: unknown }>(`select ${expression} as value`);
  return rows[0]?.value;
}

describe('openDatabase', () => {
  it('reads int8 as a number, alone and in arrays', async () => {
    const db = open();
    expect(await valueOf(db, '9007199254740991::int8')).toBe(Number.MAX_SAFE_INTEGER);
    expect(await valueOf(db, 'array[1, null]::int8[]')).toEqual([1, null]);
    expect(await valueOf(db, 'count(*)')).toBe(1);
  });

  it('rejects an int8 that a number would round', async () => {
    await expect(valueOf(open(), '9007199254740993::int8')).rejects.toThrow(RangeError);
  });

  it('leaves numeric and date as text, and makes a Date of an instant', async () => {
    const db = open();
    expect(await valueOf(db, '1.10::numeric')).toBe('1.10');
    expect(await valueOf(db, `'2026-11-23'::date`)).toBe('2026-11-23');
    expect(await valueOf(db, `'2026-11-23T08:00:00+07'::timestamptz`)).toEqual(
      new Date('2026-11-23T01:00:00Z'),
    );
  });

  it('tells the server its name, its durability and its patience', async () => {
    const db = open({ synchronousCommit: 'off', statementTimeoutMs: 1234 });
    expect(await valueOf(db, `current_setting('application_name')`)).toBe('db test');
    expect(await valueOf(db, `current_setting('synchronous_commit')`)).toBe('off');
    expect(await valueOf(db, `current_setting('statement_timeout')`)).toBe('1234ms');
  });

  it('ends a statement that takes too long, and stays usable', async () => {
    const db = open({ statementTimeoutMs: 500 });
    await expect(sql`select pg_sleep(10)`.execute(db.db)).rejects.toThrow('statement timeout');
    await expect(db.ready()).resolves.toBeUndefined();
  });

  it('takes its locks from who went silent with them', async () => {
    const lost: Error[] = [];
    const db = open({ statementTimeoutMs: 1_000, onConnectionLost: (error) => lost.push(error) });
    const other = openDatabase({ url: database.adminUrl, max: 1, applicationName: 'other' });
    const lock = sql`select pg_advisory_xact_lock(1)`;

    const work = db.db.transaction().execute(async (trx) => {
      await lock.execute(trx);
      await lock.execute(other.db);
      await until(() => lost.length > 0, { what: 'word of it' });
      await sql`select 1`.execute(trx);
    });
    const error = await work.catch((caught: unknown) => caught);
    // Postgres's word and the end of the connection: both may have come by now.
    expect([...lost, error].every(isConnectionFailure)).toBe(true);
    await other.close();
  });

  it('survives the loss of an idle connection and of one in a transaction', async () => {
    const lost: Error[] = [];
    const db = open({ onConnectionLost: (error) => lost.push(error) });
    const others = `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'db test' and datname = current_database() and pid <> pg_backend_pid()`;

    await db.ready();
    const killer = openDatabase({ url: database.adminUrl, max: 1, applicationName: 'killer' });
    try {
      await killer.pool.query(others);
      await until(() => lost.length > 0, { what: 'the idle connection to report' });
      await expect(db.ready()).resolves.toBeUndefined();

      const work = db.db.transaction().execute(async (trx) => {
        await sql`select 1`.execute(trx);
        await killer.pool.query(others);
        await until(() => lost.length > 1, { what: 'the lent connection to report' });
        await sql`select 1`.execute(trx);
      });
      const error = await work.catch((caught: unknown) => caught);
      expect(isConnectionFailure(error)).toBe(true);
      await expect(db.ready()).resolves.toBeUndefined();
    } finally {
      await killer.close();
    }
  });

  it('is not ready while the network holds everything back, and recovers with it', async () => {
    const proxy = await startPostgresProxy(database.adminUrl);
    const db = open({ url: proxy.url, max: 1 });
    await db.ready();

    proxy.freeze();
    await expect(db.ready()).rejects.toThrow('did not answer within 2000 ms');
    proxy.thaw();
    await expect(db.ready()).resolves.toBeUndefined();
    await db.close();
    await proxy.stop();
  });

  it('throws away a connection whose answer never came', async () => {
    const proxy = await startPostgresProxy(database.adminUrl);
    const db = open({ url: proxy.url, max: 1, statementTimeoutMs: 500, answerGraceMs: 500 });
    await db.ready();

    proxy.freeze();
    const error = await sql`select 1`.execute(db.db).catch((caught: unknown) => caught);
    expect(isConnectionFailure(error)).toBe(true);

    // The only connection is stuck, and new ones pass: this answers because it is another one.
    await expect(sql`select 1`.execute(db.db)).resolves.toBeDefined();
    await db.close();
    await proxy.stop();
  });

  it('ends a transaction whose answer never came', async () => {
    const proxy = await startPostgresProxy(database.adminUrl);
    const db = open({ url: proxy.url, max: 1, statementTimeoutMs: 500, answerGraceMs: 500 });

    const work = db.db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      proxy.freeze();
      await sql`select 1`.execute(trx);
    });
    const error = await work.catch((caught: unknown) => caught);
    expect(isConnectionFailure(error)).toBe(true);

    await expect(db.ready()).resolves.toBeUndefined();
    await db.close();
    await proxy.stop();
  });

  it('keeps nothing of a statement that has its answer', async () => {
    const module = new URL('./many-statements.ts', import.meta.url);
    expect(await keptMb(module, database.adminUrl)).toBeLessThan(5);
  });

  it('closes once, however often it is told to', async () => {
    const db = open();
    await db.ready();
    await Promise.all([db.close(), db.close()]);
    await expect(db.ready()).rejects.toThrow();
  });
});

describe('isUniqueViolation', () => {
  it('knows the constraint by name', async () => {
    const db = open();
    await db.pool.query('create table seat (number int constraint one_seat primary key)');
    await db.pool.query('insert into seat values (1)');
    const error = await db.pool
      .query('insert into seat values (1)')
      .catch((caught: unknown) => caught);

    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'one_seat')).toBe(true);
    expect(isUniqueViolation(error, 'other')).toBe(false);
    expect(isConnectionFailure(error)).toBe(false);
    expect(isUniqueViolation(new Error('duplicate'))).toBe(false);
  });
});

describe('isConnectionFailure', () => {
  it('knows a server that is not there, one that ends the connection, and a pool that is used up', async () => {
    const nobody = open({ url: 'postgres://x:x@127.0.0.1:1/x' });
    expect(await nobody.ready().catch(isConnectionFailure)).toBe(true);

    const shutDown = open();
    const ended = shutDown.pool.query('select pg_terminate_backend(pg_backend_pid())');
    expect(await ended.catch(isConnectionFailure)).toBe(true);
  });

  it('does not take a wrong password for one', async () => {
    const url = Object.assign(new URL(database.adminUrl), {
      username: 'nobody',
      password: 'wrong',
    }).href;
    expect(await open({ url }).ready().catch(isConnectionFailure)).toBe(false);
  });
});
