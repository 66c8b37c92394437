import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePort } from '@karcis/engines';
import { until } from '@karcis/testing';
import { sql } from 'kysely';
import { aPng } from './files.ts';
import { internalSecret, useService } from './start-service.ts';

const harness = useService();
const main = join(import.meta.dirname, '../src/main.ts');
const replicas: ChildProcess[] = [];
afterEach(() => {
  for (const replica of replicas.splice(0)) replica.kill('SIGKILL');
});

/** Another replica, as a process of its own that can die. */
async function startReplica() {
  const port = await freePort();
  const replica = spawn(process.execPath, [main], {
    env: { ...harness.environment(), PORT: String(port), LOG_LEVEL: 'silent' },
    stdio: 'ignore',
  });
  replicas.push(replica);
  const url = `http://127.0.0.1:${port}`;
  await until(() => fetch(`${url}/readyz`).then(({ ok }) => ok), { what: 'the replica' });
  return { replica, url };
}

const put = (url: string, file: Buffer, proofId: string, bookingId: string) =>
  fetch(`${url}/proofs/${proofId}?bookingId=${bookingId}`, {
    method: 'PUT',
    headers: { 'x-internal-secret': internalSecret },
    body: Buffer.from(file),
  });

/** From now on files can be stored, and their rows have to wait until the returned function is called. */
async function holdRows(): Promise<() => Promise<void>> {
  const locked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holding = harness.db.transaction().execute(async (trx) => {
    await sql`lock table proofs in share mode`.execute(trx);
    locked.resolve();
    await released.promise;
  });
  await locked.promise;
  return () => {
    released.resolve();
    return holding;
  };
}

describe('a process that dies between storing the files and writing the row', () => {
  it('leaves files that are swept, no row and no event; the upload works again', async () => {
    const { replica, url } = await startReplica();
    const before = await harness.files();
    const [proofId, bookingId, file] = [randomUUID(), randomUUID(), await aPng()];

    const release = await holdRows();
    const answer = put(url, file, proofId, bookingId);
    await until(async () => (await harness.files()).stored.length === before.stored.length + 2);
    replica.kill('SIGKILL');
    await expect(answer).rejects.toThrow('fetch failed');
    await release();

    expect(await harness.announced(proofId)).toEqual([]);
    expect(await harness.service.sweep()).toBe(0);
    expect(await harness.service.sweep(0)).toBe(2);
    expect((await harness.files()).stored).toEqual(before.stored);
    expect((await put(harness.service.url, file, proofId, bookingId)).status).toBe(200);
    expect(await harness.announced(proofId)).toHaveLength(1);
  });

  it('leaves an upload behind that others remove an hour later', async () => {
    const folder = harness.environment()['UPLOAD_TEMP_DIR'] ?? '';
    const [old, young] = [join(folder, 'upload-old'), join(folder, 'upload-young')];
    for (const place of [old, young]) {
      await mkdir(place);
      await writeFile(join(place, 'upload'), 'half a photo');
    }
    const twoHoursAgo = new Date(Date.now() - 2 * 3_600_000);
    await utimes(old, twoHoursAgo, twoHoursAgo);

    await harness.service.sweep();
    const { uploads } = await harness.files();
    expect(uploads).toContain('upload-young');
    expect(uploads).not.toContain('upload-old');
  });
});

describe('a process that is told to stop', () => {
  it('answers the upload that came in before, and ends within 10 s', async () => {
    const { replica, url } = await startReplica();
    const release = await holdRows();
    const { stored } = await harness.files();
    const answer = put(url, await aPng(), randomUUID(), randomUUID());
    await until(async () => (await harness.files()).stored.length > stored.length);
    const exited = once(replica, 'exit');
    replica.kill('SIGTERM');
    await until(() =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => !ok,
        () => true,
      ),
    );
    await release();

    expect((await answer).status).toBe(200);
    expect(await exited).toEqual([0, null]);
  });
});
