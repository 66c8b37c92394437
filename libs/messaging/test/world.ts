import { afterEach } from '@jest/globals';
import { defineEvent } from '@karcis/contracts';
import { type Database, openDatabase } from '@karcis/db';
import { createMetrics } from '@karcis/telemetry';
import { silentLog, useDatabase, useNats } from '@karcis/testing';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import {
  type ConsumerOptions,
  type NatsConnection,
  type RelayOptions,
  type Unit,
  addMessagingTables,
  announce,
  connectNats,
  createConsumer,
  createRelay,
  createTransact,
  on,
  toOutboxRows,
} from '../src/index.ts';

/** What the tests' readers do: they write down what they heard. */
export type Tables = { heard: { n: number; by: string } };

export const counted = defineEvent({
  type: 'booking.counted.v1',
  stream: 'BOOKING',
  data: z.object({ n: z.int() }),
  example: { n: 1 },
});

export const count = (n: number, options: { relevantUntil?: Date } = {}) =>
  announce(counted, 'entity-1', { n }, options);

/** An outbox row that never was in an outbox: for publishing by hand. */
export function aRow(n: number) {
  const [row] = toOutboxRows([count(n)]);
  if (!row) throw new Error('one announcement makes one row');
  return row;
}

/** A handler that writes down the number, after `before` had its say. */
export const hear = (
  before: (n: number, unit: Unit<Tables>) => void | Promise<void> = () => undefined,
  by = 'reader',
) => ({
  [counted.type]: on<Tables, { n: number }>(counted, {
    async handle(unit, { data: { n } }) {
      await before(n, unit);
      await unit.trx.insertInto('heard').values({ n, by }).execute();
    },
  }),
});

async function createTables(db: Kysely<unknown>): Promise<void> {
  await addMessagingTables(db);
  await sql`create table heard (n integer not null, by text not null)`.execute(db);
}

const publisherSchema = { schema: 'publisher', migrations: { create: { up: createTables } } };
const readerSchema = { schema: 'reader', migrations: { create: { up: createTables } } };

/**
 * A service that publishes and one that reads, each with its own schema, on a real Postgres and nats-server. What
 * a test opens is closed after it, and the next one finds empty tables.
 */
export function useWorld(nats: { readonly url: string } = useNats()) {
  const urls = useDatabase([publisherSchema, readerSchema]);
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();

    const { db, close } = openDatabase({ url: urls.adminUrl, max: 1, applicationName: 'test' });
    for (const schema of ['publisher', 'reader']) {
      for (const table of ['outbox', 'outbox_marks', 'inbox', 'dead_letters', 'heard']) {
        await sql`delete from ${sql.id(schema, table)}`.execute(db);
      }
    }
    await close();
  });

  const closing = <T>(value: T, close: () => Promise<unknown>): T => {
    closers.push(close);
    return value;
  };

  async function connect(name = 'test'): Promise<NatsConnection> {
    const nc = await connectNats({ url: nats.url, name, log: silentLog });
    return closing(nc, () => nc.close());
  }

  function database(schema: 'publisher' | 'reader'): Database<Tables> {
    const url = urls.url(schema);
    const opened = openDatabase<Tables>({ url, max: 10, applicationName: 'test' });
    return closing(opened, () => opened.close());
  }

  /** A replica of the service that publishes. */
  async function publisher(options: Partial<RelayOptions> = {}) {
    const nc = options.nc ?? (await connect('publisher'));
    const database_ = database('publisher');
    const metrics = createMetrics('publisher');
    const relay = createRelay({
      database: database_,
      nc,
      stream: 'BOOKING',
      log: silentLog,
      metrics,
      ...options,
    });
    closing(relay, () => relay.stop());
    const transact = createTransact({ db: database_.db, relay });
    return {
      ...database_,
      nc,
      relay,
      metrics,
      transact,
      /** Commits one event for each number, each in a transaction of its own. */
      async say(...numbers: number[]) {
        for (const n of numbers) await transact(async (unit) => unit.announce(count(n)));
      },
    };
  }

  /** A replica of the service that reads. */
  async function reader(
    options: Pick<ConsumerOptions<Tables>, 'handlers'> & Partial<ConsumerOptions<Tables>>,
  ) {
    const nc = options.nc ?? (await connect('reader'));
    const { db } = database('reader');
    const metrics = createMetrics('reader');
    const consumer = createConsumer<Tables>({
      nc,
      stream: 'BOOKING',
      durable: 'reader',
      transact: createTransact({ db }),
      log: silentLog,
      metrics,
      ...options,
    });
    closing(consumer, () => consumer.stop());
    consumer.start();
    return { db, nc, consumer, metrics };
  }

  return { nats, urls, connect, database, publisher, reader };
}

export async function heardBy(db: Kysely<Tables>): Promise<number[]> {
  const rows = await db.selectFrom('heard').select('n').execute();
  return rows.map(({ n }) => n);
}

/** One metric's value for each set of labels, as Prometheus would read it. */
export async function metricOf(
  metrics: { render(): Promise<string> },
  name: string,
): Promise<number> {
  const lines = (await metrics.render()).split('\n').filter((line) => line.startsWith(`${name}{`));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
