import {
  confirmPlaces,
  findPlaces,
  holdPlaces,
  listPlaces,
  lockPlaces,
  releasePlaces,
} from '@karcis/contracts';
import { openDatabase, waitForDatabase } from '@karcis/db';
import { startOpsServer } from '@karcis/http';
import {
  connectNats,
  createBatchCaller,
  createCaller,
  createConsumer,
  createHints,
  createRelay,
  createTransact,
  repeat,
  serveDeadLetters,
} from '@karcis/messaging';
import { createLogger, createMetrics, startTracing } from '@karcis/telemetry';
import { serveCalls } from './calls/serve-calls.ts';
import { announceExpiring } from './commands/announce-expiring.ts';
import { createHold } from './commands/hold.ts';
import { reconcile } from './commands/reconcile.ts';
import { createRepair } from './commands/repair.ts';
import type { Config } from './config.ts';
import { insertHeld } from './db/insert-held.ts';
import { createItemKeeper } from './db/items.ts';
import type { BookingDatabase } from './db/schema.ts';
import { onCapacity, onProof } from './events/subscriptions.ts';
import { createTelemetry } from './telemetry.ts';

const expiringEveryMs = 5_000;

export { readConfig } from './config.ts';
export type BookingService = Awaited<ReturnType<typeof startBooking>>;

/** Wires every part of booking once, and starts it. */
export async function startBooking(config: Config, log = createLogger('booking', config.logLevel)) {
  const tracing = await startTracing({ service: 'booking', endpoint: config.tracesUrl });
  const metrics = createMetrics('booking');
  const database = openDatabase<BookingDatabase>({
    url: config.databaseUrl,
    max: config.databaseConnections,
    applicationName: 'booking',
  });
  await waitForDatabase(database, { log });
  const nc = await connectNats({ ...config.nats, name: 'booking', log });

  const { db, pool } = database;
  const relay = createRelay({ database, nc, stream: 'BOOKING', log, metrics });
  const transact = createTransact({ db, relay });
  const telemetry = createTelemetry({ log, metrics, hints: createHints(nc) });
  const lock = createCaller(nc, lockPlaces, { metrics });
  const hold = createHold({
    db,
    telemetry,
    holdPlaces: createBatchCaller(nc, holdPlaces, { metrics }),
    keepItem: createItemKeeper(db),
    insert: (rows) => insertHeld(pool, rows, relay.publish),
  });
  const repair = createRepair({
    db,
    transact,
    telemetry,
    lock,
    confirm: createCaller(nc, confirmPlaces),
    release: createCaller(nc, releasePlaces),
  });
  const reconciling = {
    db,
    repair,
    findPlaces: createCaller(nc, findPlaces),
    listPlaces: createCaller(nc, listPlaces),
    graceMs: config.reconcileGraceMs,
  };
  const reconcileOnce = async () => {
    const drift = await reconcile(reconciling);
    telemetry.drift(drift);
    return drift;
  };

  const heard = { nc, durable: 'booking', transact, log, metrics, database };
  const consumers = [
    createConsumer({ ...heard, stream: 'CAPACITY', handlers: onCapacity({ db, lock, telemetry }) }),
    createConsumer({ ...heard, stream: 'PROOF', handlers: onProof({ db, lock, telemetry }) }),
  ];
  const servers = [
    ...serveCalls({ nc, db, transact, telemetry, hold, lock, log, timeZone: config.timeZone }),
    serveDeadLetters({ nc, service: 'booking', database, consumers, log }),
  ];
  await relay.start();
  for (const consumer of consumers) consumer.start();
  const loops = [
    repeat({ what: 'announcing what expires soon', everyMs: expiringEveryMs, log }, async () => {
      await transact(announceExpiring);
    }),
    repeat({ what: 'the reconciler', everyMs: config.reconcileMs, log }, async () => {
      await reconcileOnce();
    }),
  ];
  const ops = await startOpsServer({
    host: config.host,
    port: config.port,
    metrics,
    checks: { database: database.ready, nats: () => nc.flush() },
  });

  return {
    port: ops.port,
    setReady: ops.setReady,
    reconcile: reconcileOnce,
    announceExpiring: () => transact(announceExpiring),
    /** Resolves when everything announced so far has been published and everything heard so far has been handled. */
    async drain() {
      await relay.drain();
      await Promise.all(consumers.map((consumer) => consumer.drain()));
    },
    /** Intake first, then the workers, then the connections. */
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
      await Promise.all([...consumers, ...loops].map((worker) => worker.stop()));
      await relay.stop();
      await nc.drain();
      await database.close();
      await ops.close(1_000);
      await tracing.stop();
    },
  };
}
