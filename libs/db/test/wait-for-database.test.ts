import { describe, expect, it } from '@jest/globals';
import { openDatabase, waitForDatabase } from '@karcis/db';
import { until, useDatabase } from '@karcis/testing';
import { startPostgresProxy } from './postgres-proxy.ts';

const database = useDatabase([]);

const open = (url: string) => openDatabase({ url, max: 1, applicationName: 'wait test' });

function listeningLog() {
  const lines: string[] = [];
  const push = (line: string) => void lines.push(line);
  return { lines, info: push, warn: push };
}

describe('waitForDatabase', () => {
  it('says nothing when the database is there', async () => {
    const db = open(database.adminUrl);
    const log = listeningLog();
    await waitForDatabase(db, { log });
    expect(log.lines).toEqual([]);
    await db.close();
  });

  it('waits for a database that comes later, and says so once', async () => {
    const free = await startPostgresProxy(database.adminUrl);
    await free.stop();
    const db = open(free.url);
    const log = listeningLog();

    const waiting = waitForDatabase(db, { log });
    await expect(db.ready()).rejects.toThrow('ECONNREFUSED');
    // Somebody's outgoing connection may have been given the port meanwhile.
    const proxy = await until(() => startPostgresProxy(database.adminUrl, free.port));
    await waiting;

    expect(log.lines).toEqual([expect.stringContaining('ECONNREFUSED'), 'Postgres answers.']);
    await db.close();
    await proxy.stop();
  });

  it('gives up when the time is over', async () => {
    const db = open('postgres://x:x@127.0.0.1:1/x');
    const log = listeningLog();
    await expect(waitForDatabase(db, { log, waitMs: 200 })).rejects.toThrow('ECONNREFUSED');
    await db.close();
  });

  it('does not wait for what waiting cannot mend', async () => {
    const url = Object.assign(new URL(database.adminUrl), { password: 'wrong' }).href;
    const db = open(url);
    const log = listeningLog();
    await expect(waitForDatabase(db, { log })).rejects.toThrow('password');
    expect(log.lines).toEqual([]);
    await db.close();
  });
});
