import { openDatabase, waitForDatabase, waitForSchema, watchDatabase } from '@karcis/db';
import { startOpsServer } from '@karcis/http';
import {
  connectNats,
  createConsumer,
  createHints,
  createRelay,
  createTransact,
  repeat,
  serveDeadLetters,
  watchStreams,
} from '@karcis/messaging';
import { createLogger, createMetrics, startTelemetry } from '@karcis/telemetry';
import * as schema from '../migrations/index.ts';
import { serveCalls } from './calls/serve-calls.ts';
import { createAdmission } from './commands/admit-holds.ts';
import { createItemKeeper } from './commands/keep-items.ts';
import { sweepOverdue } from './commands/sweep-holds.ts';
import type { Config } from './config.ts';
import { countDrift } from './db/count-drift.ts';
import type { CapacityDatabase } from './db/schema.ts';
import { onBooking } from './events/subscriptions.ts';
import { watchPlaces } from './queries/watch-places.ts';
import { createTelemetry } from './telemetry.ts';

const SWEEP_EVERY_MS = 1_000;

export { readConfig } from './config.ts';
export type CapacityService = Awaited<ReturnType<typeof startCapacity>>;

/** Wires every part of capacity once, and starts it. */
export async function startCapacity(
  config: Config,
  log = createLogger('capacity', config.logLevel),
) {
  const watchers = await startTelemetry('capacity', config.telemetry);
  const metrics = createMetrics('capacity');
  const database = openDatabase<CapacityDatabase>({
    url: config.databaseUrl,
    max: config.databaseConnections,
    applicationName: 'capacity',
  });
  await waitForDatabase(database, { log });
  await waitForSchema(database, schema, { log });
  const nc = await connectNats({ ...config.nats, name: 'capacity', log });

  const { db, pool } = database;
  const { holdTimes } = config;
  const relay = createRelay({
    ...{ database, nc, stream: 'CAPACITY', log, metrics },
    replicas: config.streamReplicas,
  });
  const transact = createTransact({ db, relay });
  const telemetry = createTelemetry({ log, metrics, relay, hints: createHints(nc) });
  const items = createItemKeeper(db);
  const admit = createAdmission({ pool, items, telemetry, ttlSeconds: holdTimes.ttlSeconds });
  const sweep = () => sweepOverdue(db, telemetry);
  const compareCounters = async () => {
    const drift = await countDrift(db);
    telemetry.drift(drift);
    return drift;
  };

  await relay.start();
  // What ran out while nobody was here: an admission of an item with all that at once would be slow.
  await sweep();

  const consumer = createConsumer({
    nc,
    stream: 'BOOKING',
    durable: 'capacity',
    ...onBooking(transact, telemetry),
    log,
    metrics,
  });
  consumer.start();
  const servers = [
    ...serveCalls({ nc, db, transact, admit, telemetry, holdTimes, log }),
    serveDeadLetters({ nc, service: 'capacity', database, consumers: [consumer], log }),
  ];
  // The server knows the subscriptions before anybody is told that this replica is there.
  await nc.flush();
  const loops = [
    repeat({ what: 'the sweeper', everyMs: SWEEP_EVERY_MS, log }, sweep),
    repeat({ what: 'comparing counters', everyMs: config.counterCheckMs, log }, async () => {
      await compareCounters();
    }),
  ];
  watchDatabase(database, metrics);
  watchPlaces(db, metrics);
  watchStreams({ nc, metrics, stream: 'CAPACITY', consumers: [consumer] });
  const ops = await startOpsServer({
    host: config.host,
    port: config.port,
    metrics,
    checks: { database: database.ready, nats: () => nc.flush() },
  });

  return {
    port: ops.port,
    setReady: ops.setReady,
    sweep,
    compareCounters,
    /** Resolves when everything announced so far has been published and everything heard so far has been handled. */
    async drain() {
      await consumer.drain();
      await relay.drain();
    },
    /** Intake first, then the workers, then the connections. */
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
      await Promise.all([consumer, ...loops].map((worker) => worker.stop()));
      await relay.stop();
      await nc.drain();
      await database.close();
      await ops.close(1_000);
      await watchers.stop();
    },
  };
}
