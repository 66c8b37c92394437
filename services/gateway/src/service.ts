import { openDatabase, waitForDatabase, waitForSchema, watchDatabase } from '@karcis/db';
import { type ConnectionLimits, problemHandler, startOpsServer, startServer } from '@karcis/http';
import { connectNats, isOutage, repeat } from '@karcis/messaging';
import { createLogger, createMetrics, startTelemetry } from '@karcis/telemetry';
import * as schema from '../migrations/index.ts';
import { openAccounts } from './accounts/open-accounts.ts';
import { createOwners } from './accounts/owners.ts';
import { createCalls } from './calls.ts';
import { createAwaitProof } from './commands/await-proof.ts';
import { createHold } from './commands/hold-booking.ts';
import type { Config } from './config.ts';
import { cleanUp } from './db/clean-up.ts';
import { createDrawingDesk } from './documents/drawing-desk.ts';
import { plainAddress, subscriberOf } from './domain/client-address.ts';
import { createIdentity } from './domain/identity.ts';
import { createListener } from './http/app.ts';
import { createClients } from './http/clients.ts';
import { createDeadlines } from './http/deadlines.ts';
import { docsRoutes } from './http/docs.ts';
import { createHoldHandler } from './http/hold.ts';
import { createOnce } from './http/once.ts';
import { createApiDocument } from './http/openapi.ts';
import { createPages } from './http/pages.ts';
import { allRoutes } from './http/routes/index.ts';
import { createSecurityHeaders } from './http/security-headers.ts';
import { createStreams } from './http/streams.ts';
import { createKeys } from './idempotency/keys.ts';
import { createBucketStore } from './limits/batched-limiter.ts';
import { createInFlightLimit } from './limits/in-flight-limit.ts';
import { createLimits } from './limits/limits.ts';
import { openLive } from './live/open-live.ts';
import { createBookingViews } from './queries/find-booking-view.ts';
import { createServerClock } from './queries/server-clock.ts';
import { serveCalls } from './serve-calls.ts';
import { createTelemetry } from './telemetry.ts';
import { createProofFiles } from './uploads/proof-files.ts';

export { readConfig } from './config.ts';
export type GatewayService = Awaited<ReturnType<typeof startGateway>>;

/** Claims in flight, frees in flight, and one statement of the limits. */
const HOT_CONNECTIONS_MAX = 6;
const HOT_STATEMENT_MS = 3_000;
const CLEAN_UP_EVERY_MS = 30_000;
/** An upload may take as long as a slow line needs; everything else has deadlines of its own. */
const REQUEST_MS = 15 * 60_000;
const STOP_MS = 6_000;
/** So many connections at most are accepted in each turn of the loop (decision 26). */
const DOORS = 128;
/** Connections of one client for each request that it may make a minute: thousands share a mobile carrier's address. */
const CONNECTIONS_A_REQUEST = 4;

/** For tests: times that would make them wait, or that a busy machine would overrun. */
export type Pace = {
  readonly leaseMs?: number;
  readonly rereadMs?: number;
  readonly proofWaitMs?: number;
  readonly proofPollMs?: number;
  readonly rememberedMs?: number;
  readonly bucketsWithinMs?: number;
};

/** Wires every part of the gateway once, and starts it. */
export async function startGateway(
  config: Config,
  log = createLogger('gateway', config.logLevel),
  pace: Pace = {},
) {
  const watchers = await startTelemetry('gateway', config.telemetry);
  const metrics = createMetrics('gateway');
  const telemetry = createTelemetry(metrics);
  const { databaseUrl: url } = config;
  const database = openDatabase<unknown>({
    url,
    max: config.databaseConnections,
    applicationName: 'gateway',
  });
  const hot = openDatabase<unknown>({
    url,
    max: HOT_CONNECTIONS_MAX,
    applicationName: 'gateway hot path',
    synchronousCommit: 'off',
    statementTimeoutMs: HOT_STATEMENT_MS,
  });
  await waitForDatabase(database, { log });
  await waitForSchema(database, schema, { log });
  const nc = await connectNats({ ...config.nats, name: 'gateway', log });

  const https = config.publicUrl.protocol === 'https:';
  const headers = createSecurityHeaders({ https });
  const identity = createIdentity(config.identitySecret);
  const calls = createCalls(nc, metrics);
  const clock = createServerClock(calls.readClock);
  const views = createBookingViews(calls, clock);
  const live = openLive({ nc, calls, views, log, rereadMs: pace.rereadMs });

  const store = createBucketStore(hot.pool, pace.bucketsWithinMs);
  const limits = createLimits(store, config.requestsPerMinute);
  const accounts = await openAccounts(config, database, store, calls, pace.rememberedMs);
  const deadlines = createDeadlines();
  const inFlightOf = (kind: 'hold' | 'answer') =>
    createInFlightLimit({ onRefused: () => telemetry.shed(kind) });
  const clientOf = createClients(config);
  const answerError = problemHandler({ log, isUnavailable: isOutage });

  const keys = createKeys({
    pool: database.pool,
    identity,
    ...(pace.leaseMs && { leaseMs: pace.leaseMs }),
  });
  const hold = createHoldHandler({
    hold: createHold({ calls, identity, now: clock.now }),
    clientOf,
    limits,
    deadlines,
    headers: headers.api,
    secureCookies: https,
    accountOf: accounts.people.accountOf,
    answerError,
    telemetry,
  });

  const files = createProofFiles(config.proofUrl, config.internalSecret);
  const desk = createDrawingDesk();
  const pages = config.webUrl ? createPages(config.webUrl, config.internalSecret) : undefined;
  const routes = allRoutes({
    ...accounts,
    calls,
    clock,
    views,
    files,
    hold,
    deadlines,
    desk,
    timeZone: config.timeZone,
    issuer: {
      projectName: config.projectName,
      organizationName: config.organizationName,
      publicUrl: config.publicUrl.origin,
      timeZone: config.timeZone,
    },
    publicUrl: config.publicUrl,
    owners: createOwners({ ...accounts, identity, views }),
    once: createOnce({ keys, telemetry }),
    streams: createStreams({ ...live, telemetry, perClientMax: config.requestsPerMinute }),
    awaitProof: createAwaitProof({
      findProofOutcome: calls.findProofOutcome,
      bookingHints: live.bookingHints,
      waitMs: pace.proofWaitMs,
      pollMs: pace.proofPollMs,
    }),
  });
  const document = createApiDocument(routes, config.projectName, config.publicUrl);
  const listener = createListener({
    ...accounts,
    routes,
    docs: docsRoutes(document, config.projectName, headers.docs),
    pages,
    hold,
    holdsInFlight: inFlightOf('hold'),
    answersInFlight: inFlightOf('answer'),
    limits,
    clientOf,
    deadlines,
    headers: headers.api,
    answerError,
    telemetry,
    log,
  });

  const cleaning = repeat({ what: 'the clean-up', everyMs: CLEAN_UP_EVERY_MS, log }, async () => {
    await cleanUp(database.pool, telemetry.forgotten);
  });
  const answering = serveCalls({ nc, pool: database.pool, log });
  const server = await startServer({
    app: listener,
    host: config.host,
    port: config.port,
    requestTimeoutMs: REQUEST_MS,
    doors: DOORS,
    ...connectionLimits(config),
  });
  watchDatabase(database, metrics);
  const ops = await startOpsServer({
    host: config.host,
    port: config.opsPort,
    metrics,
    checks: { database: database.ready, nats: () => nc.flush() },
  });
  log.info({ url: server.url, opsPort: ops.port }, 'listening');

  /** Streams end first, so that their clients go elsewhere; then what is in flight; then the connections. */
  async function stop(): Promise<void> {
    live.stop();
    await server.close(STOP_MS);
    deadlines.stop();
    clock.stop();
    keys.stop();
    await Promise.all([cleaning.stop(), ...answering.map((one) => one.stop())]);
    await Promise.all([files.close(), pages?.close(), desk.stop()]);
    await nc.drain();
    await Promise.all([database.close(), hot.close()]);
    await ops.close(1_000);
    await watchers.stop();
  }

  let stopping: Promise<void> | undefined;
  return {
    url: server.url,
    port: server.port,
    opsPort: ops.port,
    routes,
    document,
    setReady: ops.setReady,
    draining: { ms: config.drainMs, begin: server.drain },
    stop: () => (stopping ??= stop()),
  };
}

/** Behind a proxy every connection is the proxy's, and counting clients' is its business. */
function connectionLimits({ trustedProxies, requestsPerMinute }: Config): ConnectionLimits {
  if (trustedProxies > 0 || requestsPerMinute === 0) return {};
  return {
    perClient: {
      max: requestsPerMinute * CONNECTIONS_A_REQUEST,
      clientOf: (address) => subscriberOf(plainAddress(address) ?? address),
    },
  };
}
