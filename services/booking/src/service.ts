import {
  confirmPlaces,
  findPlaces,
  holdPlaces,
  listPlaces,
  lockPlaces,
  releasePlaces,
} from '@karcis/contracts';
import { openDatabase, waitForDatabase, waitForSchema, watchDatabase } from '@karcis/db';
import { startOpsServer } from '@karcis/http';
import {
  connectNats,
  createBatchCaller,
  createCaller,
  createConsumer,
  createHints,
  createRelay,
  createTransact,
  pause,
  repeat,
  serveDeadLetters,
  watchStreams,
} from '@karcis/messaging';
import { createLogger, createMetrics, startTelemetry } from '@karcis/telemetry';
import * as schema from '../migrations/index.ts';
import { serveCalls } from './calls/serve-calls.ts';
import { serveStatements } from './calls/serve-statements.ts';
import { serveTickets } from './calls/serve-tickets.ts';
import { announceExpiring } from './commands/announce-expiring.ts';
import { createHold } from './commands/hold.ts';
import { reconcile } from './commands/reconcile.ts';
import { createRepair } from './commands/repair.ts';
import { eraseOld } from './commands/erase.ts';
import type { Config } from './config.ts';
import { insertHeld } from './db/insert-held.ts';
import { createItemKeeper } from './db/items.ts';
import type { BookingDatabase } from './db/schema.ts';
import { onCapacity, onProof } from './events/subscriptions.ts';
import { openPayments } from './open-payments.ts';
import { openProviders } from './providers/open-providers.ts';
import type { PaymentProvider, ProviderName } from './providers/provider.ts';
import { watchBookings } from './queries/watch-bookings.ts';
import { createTelemetry } from './telemetry.ts';
import { createTicketTokens } from './tickets/ticket-tokens.ts';

const erasingEveryMs = 600_000;
const expiringEveryMsMax = 5_000;

export { readConfig } from './config.ts';
export type BookingService = Awaited<ReturnType<typeof startBooking>>;

/** Wires every part of booking once, and starts it. */
export async function startBooking(
  config: Config,
  log = createLogger('booking', config.logLevel),
  /** In place of those whose keys are in the settings. */
  given?: ReadonlyMap<ProviderName, PaymentProvider>,
) {
  const watchers = await startTelemetry('booking', config.telemetry);
  const metrics = createMetrics('booking');
  const database = openDatabase<BookingDatabase>({
    url: config.databaseUrl,
    max: config.databaseConnections,
    applicationName: 'booking',
  });
  await waitForDatabase(database, { log });
  await waitForSchema(database, schema, { log });
  const nc = await connectNats({ ...config.nats, name: 'booking', log });

  const { db, pool } = database;
  const relay = createRelay({
    ...{ database, nc, stream: 'BOOKING', log, metrics },
    replicas: config.streamReplicas,
  });
  const transact = createTransact({ db, relay });
  const telemetry = createTelemetry({ log, metrics, hints: createHints(nc) });
  const lock = createCaller(nc, lockPlaces, { metrics });
  const tokens = createTicketTokens(config.ticketKeys);
  const hold = createHold({
    db,
    telemetry,
    holdPlaces: createBatchCaller(nc, holdPlaces, { metrics }),
    keepItem: createItemKeeper(db),
    insert: (rows, mayExist) => insertHeld(pool, rows, relay.publish, mayExist),
  });
  const repair = createRepair({
    db,
    transact,
    telemetry,
    lock,
    confirm: createCaller(nc, confirmPlaces),
    release: createCaller(nc, releasePlaces),
  });
  const stopping = new AbortController();
  const reconciling = {
    db,
    repair,
    findPlaces: createCaller(nc, findPlaces),
    listPlaces: createCaller(nc, listPlaces),
    graceMs: config.reconcileGraceMs,
    rest: (ms: number) => pause(ms, stopping.signal),
  };
  const reconcileOnce = async () => {
    const drift = await reconcile(reconciling);
    telemetry.drift(drift);
    return drift;
  };

  const providers = given ?? openProviders(config.providers, metrics);
  const payments = await openPayments({
    ...{ nc, db, transact, telemetry, tokens, config, providers, log },
  });

  const { personalDataDays: days } = config;
  const forgetOld = async () => {
    while (days !== null && (await eraseOld({ transact, telemetry }, days)) > 0);
  };

  const heard = { nc, durable: 'booking', transact, log, metrics, database };
  const consumers = [
    createConsumer({ ...heard, stream: 'CAPACITY', handlers: onCapacity({ db, lock, telemetry }) }),
    createConsumer({ ...heard, stream: 'PROOF', handlers: onProof({ db, lock, telemetry }) }),
  ];
  const servers = [
    ...serveCalls({
      ...{ nc, db, transact, telemetry, hold, lock, tokens, log },
      timeZone: config.timeZone,
      providers: payments.offered,
    }),
    ...payments.servers,
    ...serveStatements({ nc, db, transact, telemetry, timeZone: config.timeZone, log }),
    ...serveTickets({ nc, db, transact, tokens, log }),
    serveDeadLetters({ nc, service: 'booking', database, consumers, log }),
  ];
  await relay.start();
  for (const consumer of consumers) consumer.start();
  const { expiringNoticeSeconds } = config;
  const expiringEveryMs = Math.min(expiringEveryMsMax, expiringNoticeSeconds * 500);
  const announceExpiringOnce = () =>
    transact((unit) => announceExpiring(unit, expiringNoticeSeconds));
  const loops = [
    ...payments.loops,
    repeat({ what: 'announcing what expires soon', everyMs: expiringEveryMs, log }, async () => {
      await announceExpiringOnce();
    }),
    repeat({ what: 'forgetting people', everyMs: erasingEveryMs, log }, forgetOld),
    repeat({ what: 'the reconciler', everyMs: config.reconcileMs, log }, async () => {
      await reconcileOnce();
    }),
  ];
  watchDatabase(database, metrics);
  watchBookings(db, metrics);
  watchStreams({ nc, metrics, stream: 'BOOKING', consumers });
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
    forgetOld,
    announceExpiring: announceExpiringOnce,
    checkSessions: payments.checkSessions,
    workEvents: payments.workEvents,
    /** Resolves when everything announced so far has been published and everything heard so far has been handled. */
    async drain() {
      await relay.drain();
      await Promise.all(consumers.map((consumer) => consumer.drain()));
    },
    /** Intake first, then the workers, then the connections. */
    async stop() {
      stopping.abort();
      await Promise.all(servers.map((server) => server.stop()));
      await Promise.all([...consumers, ...loops].map((worker) => worker.stop()));
      await relay.stop();
      await nc.drain();
      await database.close();
      await ops.close(1_000);
      await watchers.stop();
    },
  };
}
