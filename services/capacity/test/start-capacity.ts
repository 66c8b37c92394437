import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import * as contracts from '@karcis/contracts';
import type { CallContract, Item, RequestOf, ResponseOf } from '@karcis/contracts';
import { openDatabase } from '@karcis/db';
import {
  connectNats,
  createCaller,
  createRelay,
  createTransact,
  type NatsConnection,
  type Transact,
} from '@karcis/messaging';
import { createMetrics } from '@karcis/telemetry';
import { captureLogs, silentLog, until, useDatabase, useNats } from '@karcis/testing';
import pg from 'pg';
import * as capacityMigrations from '../migrations/index.ts';
import { type CapacityService, readConfig, startCapacity } from '../src/service.ts';
import * as bookingOutbox from './booking-outbox.ts';

const calls = {
  holdPlaces: contracts.holdPlaces,
  lockPlaces: contracts.lockPlaces,
  confirmPlaces: contracts.confirmPlaces,
  releasePlaces: contracts.releasePlaces,
  extendHold: contracts.extendHold,
  reacquirePlaces: contracts.reacquirePlaces,
  findItem: contracts.findItem,
  listItems: contracts.listItems,
  createItem: contracts.createItem,
  updateItem: contracts.updateItem,
  findPlaces: contracts.findPlaces,
  listPlaces: contracts.listPlaces,
  readClock: contracts.readClock,
};
export type Calls = {
  [Name in keyof typeof calls]: (
    request: RequestOf<(typeof calls)[Name]>,
  ) => Promise<ResponseOf<(typeof calls)[Name]>>;
};

export type Capacity = {
  /** More patient than the services are: a busy machine is no failure. */
  readonly ask: Calls;
  readonly services: readonly CapacityService[];
  readonly nc: NatsConnection;
  /** Booking's outbox: says what that service would say. */
  readonly booking: Transact<unknown>;
  /** Until the stream has all that booking said. */
  said(): Promise<void>;
  /** The superuser's connections, to look at rows and to bring about what cannot be asked for. */
  readonly admin: pg.Pool;
  readonly logs: ReturnType<typeof captureLogs>;
  /** The service's own login. */
  readonly url: string;
};

/** Real capacity, in as many replicas as asked for, on a database and a nats-server of its own for one test file. */
export function useCapacity({
  replicas = 1,
  settings = {},
}: { replicas?: number; settings?: Readonly<Record<string, string>> } = {}): Capacity {
  const database = useDatabase([capacityMigrations, bookingOutbox]);
  const nats = useNats();
  const logs = captureLogs();
  let capacity: Capacity | undefined;
  let close = async () => {};

  beforeAll(async () => {
    const environment = {
      DATABASE_URL: database.url('capacity'),
      NATS_URL: nats.url,
      HOLD_TTL_MIN_SECONDS: '1',
      ...settings,
    };
    const services = await Promise.all(
      Array.from({ length: replicas }, () => startCapacity(readConfig(environment), logs.log)),
    );
    const nc = await connectNats({ url: nats.url, name: 'test', log: silentLog });
    const ask = Object.fromEntries(
      Object.entries(calls).map(([name, call]) => [
        name,
        createCaller(nc, call as CallContract, { timeoutMs: 30_000 }),
      ]),
    ) as unknown as Calls;
    const admin = new pg.Pool({
      connectionString: database.adminUrl,
      max: 4,
      options: '-c search_path=capacity',
    });
    const outbox = openDatabase({ url: database.url('booking'), max: 3, applicationName: 'test' });
    const relay = createRelay({
      database: outbox,
      nc,
      stream: 'BOOKING',
      log: silentLog,
      metrics: createMetrics('test'),
    });
    await relay.start();
    capacity = {
      ask,
      services,
      nc,
      booking: createTransact({ db: outbox.db, relay }),
      said: () => relay.drain(),
      admin,
      logs,
      url: environment.DATABASE_URL,
    };
    close = async () => {
      await relay.stop();
      await outbox.close();
      await admin.end();
      await Promise.all(services.map((service) => service.stop()));
      await nc.close();
    };
  });
  afterAll(() => close());

  return new Proxy({} as Capacity, {
    get: (_, name: keyof Capacity) => {
      if (!capacity) throw new Error('useCapacity() starts in beforeAll: read it within a test');
      return capacity[name];
    },
  });
}

/** An item that is on sale; the test names what it is about. */
export async function anItem(
  { ask }: Pick<Capacity, 'ask'>,
  item: Partial<RequestOf<typeof contracts.createItem>['item']> = {},
): Promise<Item> {
  const answer = await ask.createItem({
    id: randomUUID(),
    item: {
      title: 'Kelas Keramik',
      startsAt: '2035-01-01T03:00:00.000Z',
      capacity: 10,
      price: 150_000,
      status: 'OPEN',
      maxPerBooking: 10,
      ...item,
    },
  });
  if (answer.outcome !== 'ok') throw new Error(`the item was refused: ${answer.outcome}`);
  return answer.item;
}

/** A request for one place, under a new id. */
export const aHold = (
  item: { readonly id: string },
  changes: Partial<RequestOf<typeof contracts.holdPlaces>> = {},
) => ({ bookingId: randomUUID(), itemRef: item.id, quantity: 1, ...changes });

export type Held = Extract<ResponseOf<typeof contracts.holdPlaces>, { outcome: 'held' }>;

/** A booking that holds places: its id, the epoch of its places, and the answer. */
export async function aHeldBooking(
  { ask }: Pick<Capacity, 'ask'>,
  item: { readonly id: string },
  changes: Partial<RequestOf<typeof contracts.holdPlaces>> = {},
) {
  const request = aHold(item, changes);
  const held = await ask.holdPlaces(request);
  if (held.outcome !== 'held') throw new Error(`the hold was refused: ${held.outcome}`);
  return { bookingId: request.bookingId, epoch: held.epoch, held };
}

export async function availabilityOf({ ask }: Pick<Capacity, 'ask'>, { id }: { id: string }) {
  const answer = await ask.findItem({ ref: id, drafts: true });
  if (!answer.found) throw new Error('no such item');
  return answer.item.availability;
}

/** Makes a hold's time be over now, as if it had been made long ago. */
export async function letRunOut({ admin }: Pick<Capacity, 'admin'>, ...bookingIds: string[]) {
  await admin.query(
    `update places set expires_at = judging_clock() - interval '1 ms' where booking_id = any($1)`,
    [bookingIds],
  );
}

/** Waits until the database's clock has passed an instant. */
export const passes = ({ admin }: Pick<Capacity, 'admin'>, instant: string) =>
  until(
    async () =>
      (await admin.query('select judging_clock() >= $1 as passed', [instant])).rows[0].passed,
  );
