import { findProof } from '@karcis/contracts';
import { openDatabase, waitForDatabase, waitForSchema, watchDatabase } from '@karcis/db';
import { CannotStart, startOpsServer } from '@karcis/http';
import {
  connectNats,
  createConsumer,
  createRelay,
  createTransact,
  type Repeated,
  repeat,
  serve,
  serveDeadLetters,
  watchStreams,
} from '@karcis/messaging';
import { createLogger, createMetrics, startTelemetry } from '@karcis/telemetry';
import * as schema from '../migrations/index.ts';
import { createLimited } from './checking/limited.ts';
import { prepareFolder } from './checking/workplace.ts';
import { deleteOldProofs } from './commands/delete-old-proofs.ts';
import { sweepFiles } from './commands/sweep-files.ts';
import type { Config } from './config.ts';
import type { ProofDatabase } from './db/schema.ts';
import { onBookingEnded } from './events/on-booking-ended.ts';
import { createApp } from './http/app.ts';
import { findProofs } from './queries/find-proofs.ts';
import { openStorage } from './storage/open-storage.ts';
import { watchFolders } from './storage/watch-folders.ts';
import { createTelemetry } from './telemetry.ts';

/** Two cores' worth; a photo of 50 megapixels takes 150 MB while it is open. */
const checksAtOnce = { running: 2, waiting: 128 };
/** A phone with a weak signal takes minutes for 10 MB. */
const uploadTimeoutMs = 300_000;
const sweepEveryMs = 60_000;
const retentionEveryMs = 600_000;
const stopGraceMs = 5_000;

export type ProofValidationService = Awaited<ReturnType<typeof startProofValidation>>;

/** Wires every part of proof-validation once, and starts it. */
export async function startProofValidation(
  config: Config,
  log = createLogger('proof-validation', config.logLevel),
) {
  const watchers = await startTelemetry('proof-validation', config.telemetry);
  const metrics = createMetrics('proof-validation');
  const telemetry = createTelemetry({ log, metrics });
  const storage = openStorage(config.storage);
  await storage.ready().catch(cannotStart('The storage for files cannot be used'));
  await prepareFolder(config.uploadFolder).catch(cannotStart('UPLOAD_TEMP_DIR cannot be used'));

  const database = openDatabase<ProofDatabase>({
    url: config.databaseUrl,
    max: config.databaseConnections,
    applicationName: 'proof-validation',
  });
  await waitForDatabase(database, { log });
  await waitForSchema(database, schema, { log });
  const nc = await connectNats({ ...config.nats, name: 'proof-validation', log });

  const { db } = database;
  let retention: Repeated | undefined;
  const relay = createRelay({
    ...{ database, nc, stream: 'PROOF', log, metrics },
    replicas: config.streamReplicas,
  });
  const transact = createTransact({ db, relay });
  const heard = { nc, durable: 'proof-validation', transact, log, metrics };
  const consumers = [
    createConsumer({
      ...heard,
      stream: 'BOOKING',
      handlers: onBookingEnded(() => retention?.wake()),
    }),
  ];
  const servers = [
    serve(nc, findProof, (asked) => findProofs(db, asked), {
      ...{ queue: 'proof-validation', maxInFlight: 2, maxItems: 256, log },
    }),
    serveDeadLetters({ nc, service: 'proof-validation', database, consumers }),
  ];
  await relay.start();
  for (const consumer of consumers) consumer.start();

  const sweep = async (abandonedMs?: number) => {
    await prepareFolder(config.uploadFolder);
    return sweepFiles({ db, storage }, abandonedMs);
  };
  const deleteOld = async () => {
    while (await transact((unit) => deleteOldProofs(unit, telemetry, config.retentionDays)));
  };
  const loops = [
    repeat(
      { what: 'removing files', everyMs: sweepEveryMs, log },
      async () => void (await sweep()),
    ),
    (retention = repeat(
      { what: 'deleting old proofs', everyMs: retentionEveryMs, log },
      deleteOld,
    )),
  ];
  watchDatabase(database, metrics);
  watchFolders(metrics, {
    uploads: config.uploadFolder,
    ...(config.storage.provider === 'local' && { storage: config.storage.folder }),
  });
  watchStreams({ nc, metrics, stream: 'PROOF', consumers });
  const server = await startOpsServer({
    host: config.host,
    port: config.port,
    metrics,
    checks: { database: database.ready, nats: () => nc.flush(), storage: storage.ready },
    app: createApp({
      ...{ db, transact, storage, telemetry, log },
      limited: createLimited(checksAtOnce),
      uploadFolder: config.uploadFolder,
      internalSecret: config.internalSecret,
    }),
    requestTimeoutMs: uploadTimeoutMs,
  });

  return {
    port: server.port,
    url: server.url,
    setReady: server.setReady,
    draining: { ms: config.drainMs, begin: server.drain },
    /** One round each of what runs by itself from time to time. */
    sweep,
    deleteOld,
    /** Resolves when everything announced so far has been published and everything heard so far has been handled. */
    async drain() {
      await relay.drain();
      await Promise.all(consumers.map((consumer) => consumer.drain()));
    },
    /** Intake first, then the workers, then the connections. */
    async stop() {
      await Promise.all([
        server.close(stopGraceMs),
        ...servers.map((answering) => answering.stop()),
      ]);
      await Promise.all([...consumers, ...loops].map((worker) => worker.stop()));
      await relay.stop();
      await nc.drain();
      await database.close();
      await watchers.stop();
    },
  };
}

function cannotStart(what: string): (cause: unknown) => never {
  return (cause) => {
    throw new CannotStart(`${what}: ${Error.isError(cause) ? cause.message : cause}`, { cause });
  };
}
