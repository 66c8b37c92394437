import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { HeldBooking, Item } from '@karcis/contracts';
import { type Answer, type Api, createApi } from '@karcis/local';
import { atEndOfFile, until } from '@karcis/testing';
import { formWith } from '../demo/people.ts';
import { useStack } from '../faults/use-stack.ts';
import { checkPromises } from '../promises/check-promises.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

const MEGABYTES = 4;
const [files, uploads, table] = [MEGABYTES, MEGABYTES, MEGABYTES].map(mountSmallDisk);

if (files && uploads && table) describeFullDisks(files, uploads, table);
else it.todo('a full disk: needs root, to mount a small one');

function describeFullDisks(storage: SmallDisk, work: SmallDisk, tablespace: SmallDisk): void {
  describe('a full disk', () => {
    beforeAll(() => {
      for (const disk of [storage, work, tablespace]) atEndOfFile(() => disk.remove());
    });
    const world = useStack({
      STORAGE_LOCAL_DIR: path.join(storage.path, 'files'),
      UPLOAD_TEMP_DIR: path.join(work.path, 'uploads'),
    });
    let api: Api;
    let item: Item;

    beforeAll(async () => {
      api = createApi(world.handle.gateways[0] ?? '');
      item = await world.people.createItem({ capacity: 100_000 });
    });

    const holdUnder = (key: string) => {
      const body = { itemId: item.id, name: 'Siti Aminah', contact: { email: 's@example.org' } };
      return api('POST', '/api/bookings/hold', { body, key });
    };
    const pay = async ({ id, ownerToken: token }: HeldBooking, key: string) => {
      const form = await formWith('transfer.jpg', 'image/jpeg');
      return api('POST', `/api/bookings/${id}/proof`, { token, form, key });
    };
    /** These holds are in nobody's ledger. */
    const rest = () =>
      until(async () => (await checkPromises(world.database, { atRest: true })).length === 0, {
        what: 'every promise',
        timeoutMs: 60_000,
      });
    const count = async (from: string) => {
      const { rows } = await world.database.query<{ count: number }>(
        `select count(*)::int as count from ${from}`,
      );
      return rows[0]?.count ?? 0;
    };

    it.each<[string, SmallDisk]>([
      ['under the storage', storage],
      ['under uploads on their way', work],
    ])(
      '%s takes no proof, and keeps nothing of it; with room again the same try succeeds',
      async (_where, disk) => {
        const held = await world.people.hold(item.id);
        const key = randomUUID();
        const [proofs, events] = ['proof_validation.proofs', 'proof_validation.outbox'];
        const accepted = await count(`booking.proofs where status = 'accepted'`);
        const before = [await count(proofs), await count(events)];
        const kept = await listFiles(storage);
        await disk.fill();

        const refused = await pay(held, key);
        expectUnavailable(refused);
        expect([await count(proofs), await count(events)]).toEqual(before);
        expect(await listFiles(storage)).toEqual(kept);
        const uploading = () => readdir(path.join(work.path, 'uploads'));
        await until(async () => (await uploading()).length === 0, { what: 'nothing left behind' });
        const { json } = await api('GET', `/api/bookings/${held.code}`, { token: held.ownerToken });
        expect(json).toMatchObject({ state: 'HOLD' });
        expect(await count(`booking.proofs where status = 'accepted'`)).toBe(accepted);

        await disk.empty();
        // 202 when it is looked at later than the gateway waits.
        expect([200, 202]).toContain((await pay(held, key)).status);
        await world.people.waitFor(held, 'REVIEW');
        await rest();
      },
      180_000,
    );

    it('under the database takes no hold, and breaks no promise; with room again the same try succeeds', async () => {
      await world.database.query(
        `create tablespace small location '${path.join(tablespace.path)}'`,
      );
      await world.database.query('alter table booking.bookings set tablespace small');
      await tablespace.fill();

      const keys = Array.from({ length: 400 }, () => randomUUID());
      const answers = await Promise.all(keys.map(holdUnder));
      const refused = answers.findIndex(({ status }) => status !== 201);
      expectUnavailable(answers[refused]);
      // Rows that the last page has room for may get in; how many depends on how the holds were batched.
      for (const { status } of answers) expect([201, 503]).toContain(status);
      expect(await count('booking.bookings')).toBeLessThan(400);
      expect((await api('GET', `/api/items/${item.id}`)).status).toBe(200);

      await tablespace.empty();
      for (const [index, key] of keys.entries()) {
        const again = await holdUnder(key);
        expect(again.status).toBe(201);
        const first = answers[index];
        if (first?.status === 201) expect(again.bytes.equals(first.bytes)).toBe(true);
      }
      await rest();
      await world.database.query('alter table booking.bookings set tablespace pg_default');
      await world.database.query('drop tablespace small');
    }, 240_000);

    it('for which the database was made read-only takes nothing, and is told as that', async () => {
      const { database } = world;
      const ways = [
        () => holdUnder(randomUUID()),
        () => api('POST', '/api/admin/items', { token: world.handle.admin.apiKey, body: anItem }),
      ];
      const reconnect = () =>
        database.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename <> $1',
          ['postgres'],
        );
      const client = await database.connect();
      await client.query('alter database karcis set default_transaction_read_only = on');
      await reconnect();
      for (const way of ways) expectUnavailable(await way());

      await client.query('alter database karcis reset default_transaction_read_only');
      client.release();
      await reconnect();
      await world.ready();
      // Each pool finds out by itself that its connections were ended.
      for (const way of ways) await until(async () => (await way()).status === 201);
      await rest();
    }, 180_000);
  });
}

const anItem = {
  title: 'Kelas Keramik',
  startsAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  capacity: 10,
  price: 150_000,
};

function expectUnavailable(answer: Answer | undefined): void {
  expect(answer?.json).toMatchObject({ status: 503, code: 'service-unavailable' });
  expect(answer?.headers.get('content-type')).toContain('application/problem+json');
  expect(Number(answer?.headers.get('retry-after'))).toBeGreaterThan(0);
}

async function listFiles({ path: folder }: SmallDisk): Promise<string[]> {
  const entries = await readdir(path.join(folder, 'files'), {
    recursive: true,
    withFileTypes: true,
  });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
