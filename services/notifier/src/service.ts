import { createBatcher } from '@karcis/batching';
import { deliveryHint, findRecipient } from '@karcis/contracts';
import { isConnectionFailure, openDatabase, waitForDatabase } from '@karcis/db';
import { startOpsServer } from '@karcis/http';
import {
  connectNats,
  createCaller,
  createConsumer,
  createHints,
  createTransact,
  serveDeadLetters,
} from '@karcis/messaging';
import { createLogger, createMetrics, startTracing } from '@karcis/telemetry';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { serveCalls } from './calls/serve-calls.ts';
import { createEmailChannel } from './channels/email.ts';
import { createFolderMailer } from './channels/folder-mailer.ts';
import { createGuardedPost } from './channels/guarded-post.ts';
import { createSmtpMailer } from './channels/smtp-mailer.ts';
import { createWebhookChannel } from './channels/webhook.ts';
import type { Config } from './config.ts';
import { claimDeliveries } from './db/claim-deliveries.ts';
import type { NotifierDatabase } from './db/schema.ts';
import { type Settlement, settleDeliveries } from './db/settle-deliveries.ts';
import { disableEndpoint } from './db/webhook-endpoints.ts';
import { createDeliver } from './delivery/deliver.ts';
import { createLanes } from './delivery/lanes.ts';
import { createWorker } from './delivery/worker.ts';
import { onBooking } from './events/subscriptions.ts';
import { createTelemetry } from './telemetry.ts';

/** What was sent must be written down: a short outage of the database is sat out, within the lease. */
const settling = retry(handleWhen(isConnectionFailure), {
  maxAttempts: 6,
  backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 5_000 }),
});
/** A message may go out a moment later, and thousands of holds are then planned in a few statements. */
const inCompany = { maxBatch: 256, gatherMs: 100 };
const settleBatches = { maxItems: 256, maxInFlight: 1, maxWaiting: 1_000 };

export type NotifierService = Awaited<ReturnType<typeof startNotifier>>;

/** Wires every part of the notifier once, and starts it. */
export async function startNotifier(
  config: Config,
  log = createLogger('notifier', config.logLevel),
) {
  const tracing = await startTracing({ service: 'notifier', endpoint: config.tracesUrl });
  const metrics = createMetrics('notifier');
  const database = openDatabase<NotifierDatabase>({
    url: config.databaseUrl,
    max: config.databaseConnections,
    applicationName: 'notifier',
  });
  await waitForDatabase(database, { log });
  const nc = await connectNats({ ...config.nats, name: 'notifier', log });

  const { db } = database;
  const now = () => new Date();
  const telemetry = createTelemetry({ log, metrics });
  const hints = createHints(nc);
  const tellOf = (bookingId: string) => hints.tell(deliveryHint(bookingId), { id: bookingId });

  const guarded = createGuardedPost(config.webhooks);
  const webhook = createWebhookChannel({
    post: guarded.post,
    disable: (endpointId) => disableEndpoint(db, endpointId),
    now,
  });
  const { smtpUrl, folder, from, organiserEmail, maxPerSecond } = config.mail;
  const email = createEmailChannel({
    mailer: smtpUrl ? createSmtpMailer(smtpUrl) : createFolderMailer(folder),
    from,
    organiserEmail,
    maxPerSecond,
    settings: config.templates,
  });
  /** One line a channel: a WhatsApp provider goes here. */
  const personal = [email];
  const channels = [...personal, webhook];
  const personalNames = personal.map(({ name }) => name);

  const lanes = createLanes({
    channels,
    openMs: config.delivery.circuitMs,
    onOpen: telemetry.circuitOpened,
    onClose: telemetry.circuitClosed,
  });
  const askBooking = createCaller(nc, findRecipient, { metrics });
  const settlements = createBatcher<Settlement, boolean>({
    ...settleBatches,
    run: (batch) => settling.execute(() => settleDeliveries(db, batch)),
  });
  const worker = createWorker({
    claim: (options) => claimDeliveries(db, options),
    deliver: createDeliver({
      channels,
      lanes,
      findRecipient: async (bookingId) => (await askBooking({ bookingId })).recipient,
      retryBaseMs: config.delivery.retryBaseMs,
      telemetry,
    }),
    settle: settlements.push,
    lanes,
    channels: personalNames,
    freeElsewhere: webhook.maxInFlight,
    pollMs: config.delivery.pollMs,
    onSettled: ({ bookingId }) => tellOf(bookingId),
    log,
  });

  const consumer = createConsumer({
    nc,
    stream: 'BOOKING',
    durable: 'notifier',
    ...inCompany,
    handlers: onBooking({
      settings: {
        personChannels: personalNames,
        organiserChannels: organiserEmail === undefined ? [] : [email.name],
      },
      onPlanned: worker.wake,
      now,
    }),
    transact: createTransact({ db }),
    log,
    metrics,
  });
  const servers = [
    ...serveCalls({
      nc,
      db,
      log,
      isAllowed: guarded.isAllowed,
      onRequeued(bookingId) {
        worker.wake();
        tellOf(bookingId);
      },
    }),
    serveDeadLetters({ nc, service: 'notifier', database, consumers: [consumer], log }),
  ];
  worker.start();
  consumer.start();
  // Whoever asks from now on finds us.
  await nc.flush();
  const ops = await startOpsServer({
    host: config.host,
    port: config.port,
    metrics,
    checks: { database: database.ready, nats: () => nc.flush() },
  });

  return {
    port: ops.port,
    setReady: ops.setReady,
    /** Resolves when everything heard so far is planned. */
    drain: () => consumer.drain(),
    /** Intake first, then the sends in flight, then the connections. */
    async stop() {
      await Promise.all([...servers.map((server) => server.stop()), consumer.stop()]);
      await worker.stop();
      await Promise.all(channels.map((channel) => channel.close()));
      await guarded.close();
      await nc.drain();
      await database.close();
      await ops.close(1_000);
      await tracing.stop();
    },
  };
}
