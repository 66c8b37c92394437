import { cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { freePort, startPostgres } from '@karcis/engines';
import { atEndOfFile, temporaryFolder, until } from '@karcis/testing';
import pg from 'pg';
import { ordinaryAccount } from '../src/ordinary-account.ts';
import { findPostgres } from '../src/postgres-binaries.ts';
import { answers, started, startOwner } from './processes.ts';

const BUSY = `select from pg_stat_activity where state = 'active' and query like '%1e12)'`;

const pidOf = async (dataDir: string) =>
  Number.parseInt(await readFile(path.join(dataDir, 'cluster/postmaster.pid'), 'utf8'), 10);

async function query(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('startPostgres', () => {
  it('keeps data and password from one start to the next', async () => {
    const dataDir = await temporaryFolder();
    const first = await started(startPostgres({ dataDir }));
    await query(first.adminUrl, 'create table kept as select 1 as one');
    await first.stop();
    const second = await started(startPostgres({ dataDir }));

    expect(await answers(first.port)).toBe(first.port === second.port);
    expect(await query(second.adminUrl, 'select one from kept')).toEqual([{ one: 1 }]);
    expect(new URL(second.adminUrl).password).toBe(new URL(first.adminUrl).password);
  });

  it('is PostgreSQL 18, durable, in UTC, with the settings it is given', async () => {
    const dataDir = await temporaryFolder();
    const postgres = await started(
      startPostgres({ dataDir, settings: { work_mem: '5MB', max_connections: '20' } }),
    );
    const show = async (name: string) =>
      (await query(postgres.adminUrl, `select current_setting('${name}') as value`))[0]?.['value'];

    expect(await show('server_version')).toMatch(/^18\./);
    expect(await show('fsync')).toBe('on');
    expect(await show('timezone')).toBe('UTC');
    expect(await show('work_mem')).toBe('5MB');
    expect(await show('max_connections')).toBe('20');
    expect(await show('listen_addresses')).toBe('127.0.0.1');
  });

  it('asks for the password, which only its owner can read', async () => {
    const dataDir = await temporaryFolder();
    const { adminUrl } = await started(startPostgres({ dataDir }));
    const wrong = Object.assign(new URL(adminUrl), { password: 'wrong' });

    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect((await stat(path.join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
  });

  it('forgets nothing committed when killed, and comes back on its port', async () => {
    const postgres = await started(startPostgres({ dataDir: await temporaryFolder() }));
    await query(postgres.adminUrl, 'create table kept as select 1 as one');
    const sleeping = query(postgres.adminUrl, 'select pg_sleep(60)');
    await Promise.all([postgres.kill9(), expect(sleeping).rejects.toThrow()]);
    expect(await answers(postgres.port)).toBe(false);

    await postgres.restart();
    expect(await query(postgres.adminUrl, 'select one from kept')).toEqual([{ one: 1 }]);
  });

  it('tells when it ends by itself, not when it is stopped', async () => {
    const dataDir = await temporaryFolder();
    const ends: string[] = [];
    const postgres = await started(
      startPostgres({ dataDir, onCrash: (lastWords) => ends.push(lastWords) }),
    );
    await postgres.restart();
    expect(ends).toEqual([]);

    process.kill(await pidOf(dataDir), 'SIGTERM');
    await until(() => ends.length === 1);
    expect(ends[0]).toContain('database system is shut down');
  });

  it('stops with its owner, however that ends', async () => {
    const { owner, port } = await startOwner('postgres', await temporaryFolder());
    owner.kill('SIGKILL');

    await until(async () => !(await answers(port)), { what: 'the end of PostgreSQL' });
  });

  it('stops a left-over server of the same folder first', async () => {
    const dataDir = await temporaryFolder();
    const left = await started(startPostgres({ dataDir }));
    const next = await started(startPostgres({ dataDir }));

    expect(await answers(left.port)).toBe(false);
    expect(await query(next.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('ends what a killed server left busy', async () => {
    const dataDir = await temporaryFolder();
    const crashes: string[] = [];
    const onCrash = (lastWords: string) => crashes.push(lastWords);
    const killed = await startPostgres({ dataDir, onCrash });
    const endless = 'select count(*) from generate_series(1, 1e12)';
    const busy = query(killed.adminUrl, endless).catch((error: unknown) => error);
    await until(async () => (await query(killed.adminUrl, BUSY)).length === 1);
    process.kill(await pidOf(dataDir), 'SIGKILL');
    await until(() => crashes.length === 1);

    const { adminUrl } = await started(startPostgres({ dataDir }));
    expect(await query(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await busy).toBeInstanceOf(Error);
  });

  it('minds neither a pid file whose number somebody else has now nor a cluster that was half made', async () => {
    const dataDir = await temporaryFolder();
    await mkdir(path.join(dataDir, 'cluster.new'));
    await writeFile(path.join(dataDir, 'cluster.new/PG_VERSION'), '18');
    await (await startPostgres({ dataDir })).stop();
    await writeFile(path.join(dataDir, 'cluster/postmaster.pid'), `${process.ppid}\n`);

    const { adminUrl } = await started(startPostgres({ dataDir }));
    expect(await query(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('startPostgres that cannot', () => {
  it('names the port that is taken', async () => {
    const port = await freePort();
    const stranger = createServer().listen(port, '127.0.0.1');
    const start = startPostgres({ dataDir: await temporaryFolder(), port });

    await expect(start).rejects.toThrow(`Port ${port} is taken`);
    stranger.close();
  });

  it('names the data folder that is none', async () => {
    const file = path.join(await temporaryFolder(), 'file');
    await writeFile(file, '');

    await expect(startPostgres({ dataDir: file })).rejects.toThrow(`${file} is not a folder`);
  });

  it('says why PostgreSQL gave up, and that only once', async () => {
    const crashes: string[] = [];
    const start = startPostgres({
      dataDir: await temporaryFolder(),
      settings: { work_mem: 'lots' },
      onCrash: (lastWords) => crashes.push(lastWords),
    });

    await expect(start).rejects.toThrow(
      'did not start: FATAL:  invalid value for parameter "work_mem": "lots"',
    );
    expect(crashes).toEqual([]);
  });

  it('asks for a password file that is gone or wrong', async () => {
    const dataDir = await temporaryFolder();
    await (await startPostgres({ dataDir })).stop();
    await writeFile(path.join(dataDir, 'password'), 'wrong');
    await expect(startPostgres({ dataDir })).rejects.toThrow('is not the database');

    await rm(path.join(dataDir, 'password'));
    await expect(startPostgres({ dataDir })).rejects.toThrow(
      'password cannot be read: put it back',
    );
  });
});

const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

asRoot('startPostgres for root where user namespaces are not allowed', () => {
  // Not among our own temporary folders, which nobody else may enter.
  const reachable = async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'karcis-engines-'));
    atEndOfFile(() => rm(folder, { recursive: true }));
    return folder;
  };
  const noNamespaces = { unshare: 'no-such-tool' };

  it('becomes an ordinary user', async () => {
    const tools = await temporaryFolder();
    await writeFile(path.join(tools, 'unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const PATH = `${tools}:${process.env['PATH']}`;
    const dataDir = await reachable();
    const { owner, port } = await startOwner('postgres', dataDir, { PATH });

    const password = await readFile(path.join(dataDir, 'password'), 'utf8');
    const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await stat(path.join(dataDir, 'cluster'))).uid).not.toBe(0);
    owner.kill('SIGKILL');
    await until(async () => !(await answers(port)));
  });

  it('takes a copy of binaries that only root can reach', async () => {
    const closed = path.join(await temporaryFolder(), 'native');
    await cp(await findPostgres(), closed, { recursive: true, verbatimSymlinks: true });
    const dataDir = await reachable();

    const { postgresHome, user } = await ordinaryAccount(closed, dataDir, noNamespaces);
    expect(postgresHome).toBe(path.join(dataDir, 'postgresql'));
    expect(user?.uid).toBeGreaterThan(0);
  });

  it('says where nobody else may go', async () => {
    const closed = path.join(await temporaryFolder(), 'native');
    await symlink(await findPostgres(), closed);
    const dataDir = await temporaryFolder();

    await expect(ordinaryAccount(closed, dataDir, noNamespaces)).rejects.toThrow(
      `no other account may enter ${dataDir}`,
    );
  });
});
