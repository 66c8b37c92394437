import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as booking from '@karcis/booking/migrations';
import { migrate } from '@karcis/db';
import { freePort, type Postgres, startNats, startPostgres } from '@karcis/engines';
import { migratedServices } from '@karcis/migrate';
import { atEndOfFile, temporaryFolder, useNats } from '@karcis/testing';
import pg from 'pg';
import { PASSWORD, startMigrateJob, startRealService } from './real-services.ts';

const WITHIN_MS = 300_000;
const nats = useNats();

/** A server of its own: roles are the server's, and this one's get another password. */
let postgres: Postgres;
let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  postgres = await startPostgres({ dataDir: path.join(folder, 'postgres') });
  atEndOfFile(() => postgres.stop());
});

const place = (natsUrl = nats.url) => ({ adminUrl: postgres.adminUrl, natsUrl, folder });
const startAll = (natsUrl?: string) =>
  Promise.all(migratedServices.map((service) => startRealService(service, place(natsUrl))));

async function ask(statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  await admin.query(statement).finally(() => admin.end());
}

describe('a database that is behind the code', () => {
  it(
    'without any schema lets nobody in: the services end, and say why',
    async () => {
      const { code, err } = await (await startRealService('booking', place())).ended();

      expect(err).toContain('booking cannot start. ');
      expect(err).toMatch(/password authentication failed for user "booking"/);
      expect(code).toBe(1);
    },
    WITHIN_MS,
  );

  it(
    'makes every service wait for the migrate job, and go on when that has run',
    async () => {
      expect(await startMigrateJob(postgres.adminUrl).ended()).toMatchObject({ code: 0, err: '' });
      for (const service of migratedServices) {
        const schema = service.replaceAll('-', '_');
        await ask(`drop schema ${schema} cascade; create schema ${schema};
          grant usage on schema ${schema} to ${schema}`);
      }
      const services = await startAll();
      for (const each of services) await each.says('Waiting for the migrate job.');
      for (const each of services) expect(await each.isReady(each.port)).toBe(false);

      expect(await startMigrateJob(postgres.adminUrl).ended()).toMatchObject({ code: 0, err: '' });

      for (const each of services) await each.ready(each.port);
    },
    WITHIN_MS,
  );

  it(
    'by one migration is named with it',
    async () => {
      const [last = '', ...others] = Object.entries(booking.migrations).reverse();
      const { schema } = booking;
      await ask(`drop schema ${schema} cascade`);
      const migrations = Object.fromEntries(others.reverse());
      const { adminUrl } = postgres;
      await migrate({ adminUrl, schema, role: schema, password: PASSWORD, migrations });

      const service = await startRealService('booking', place());
      await service.says(`Schema booking is older than this code: it lacks ${last[0]}.`);
      await migrate({ adminUrl, role: schema, password: PASSWORD, ...booking });

      await service.ready(service.port);
    },
    WITHIN_MS,
  );
});

describe('a database that is ahead of the code', () => {
  it(
    'is worked with by the services, which say so, and refused by the migrate job',
    async () => {
      await ask(`insert into booking.kysely_migration values ('30000101T0000-later', 'now')`);

      const service = await startRealService('booking', place());
      await service.says('Schema booking is newer than this code: it has had 30000101T0000-later.');
      await service.ready(service.port);

      const { code, err } = await startMigrateJob(postgres.adminUrl).ended();
      expect(err).toBe(
        'migrate cannot go on. The database is newer than this code: schema booking has had 30000101T0000-later. Run the newer version.\n',
      );
      expect(code).toBe(1);
      await ask(`delete from booking.kysely_migration where name = '30000101T0000-later'`);
    },
    WITHIN_MS,
  );
});

describe('NATS that is out of reach at the start', () => {
  it(
    'is waited for by every service, which goes on when it comes',
    async () => {
      const port = await freePort();
      const services = await startAll(`nats://127.0.0.1:${port}`);
      for (const each of services) await each.says('waiting for NATS');
      for (const each of services) expect(await each.isReady(each.port)).toBe(false);

      const late = await startNats({
        dataDir: path.join(folder, 'nats'),
        port,
        bin: process.env['KARCIS_TEST_NATS_BIN'],
      });

      try {
        for (const each of services) await each.ready(each.port);
      } finally {
        await late.stop();
      }
    },
    WITHIN_MS,
  );
});
