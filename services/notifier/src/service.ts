import { createBatcher } from '@karcis/batching';
import { deliveryHint, findNotifiedOrganisers, findRecipient } from '@karcis/contracts';
import {
  isConnectionFailure,
  openDatabase,
  waitForDatabase,
  waitForSchema,
  watchDatabase,
} from '@karcis/db';
import { startOpsServer } from '@karcis/http';
import {
  connectNats,
  createCaller,
  createConsumer,
  createHints,
  createTransact,
  serveDeadLetters,
  watchStreams,
} from '@karcis/messaging';
import { createLogger, createMetrics, startTelemetry } from '@karcis/telemetry';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import * as schema from '../migrations/index.ts';
import { serveAccountMail } from './calls/serve-account-mail.ts';
import { serveCalls } from './calls/serve-calls.ts';
import { serveMessages } from './calls/serve-messages.ts';
import { serveTemplates } from './calls/serve-templates.ts';
import { openChannels } from './channels/open-channels.ts';
import type { Config } from './config.ts';
import { planOldest } from './db/backlog.ts';
import { claimDeliveries } from './db/claim-deliveries.ts';
import { listDeliveryIds } from './db/erase-deliveries.ts';
import type { NotifierDatabase } from './db/schema.ts';
import { type Settlement, settleDeliveries } from './db/settle-deliveries.ts';
import { createAccountMail } from './delivery/account-mail.ts';
import { createDeliver } from './delivery/deliver.ts';
import { createLanes } from './delivery/lanes.ts';
import { createWorker } from './delivery/worker.ts';
import { onBooking, onCapacity } from './events/subscriptions.ts';
import { createTelemetry } from './telemetry.ts';

/** What was sent must be written down: a short outage of the database is sat out, within the lease. */
const settling = retry(handleWhen(isConnectionFailure), {
  maxAttempts: 6,
  backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 5_000 }),
});
/** The first message after a quiet moment is read at once; at an on-sale moment thousands of holds share a few statements. */
const inCompany = { maxBatch: 256, gatherMs: 500 };
const settleBatches = { maxItems: 256, maxInFlight: 1, maxWaiting: 1_000 };

export type NotifierService = Awaited<ReturnType<typeof startNotifier>>;

/** Wires every part of the notifier once, and starts it. */
export async function startNotifier(
  config: Config,
  log = createLogger('notifier', config.logLevel),
) {
  const watchers = await startTelemetry('notifier', config.telemetry);
  const metrics = createMetrics('notifier');
  const database = openDatabase<NotifierDatabase>({
    url: config.databaseUrl,
    max: config.databaseConnections,
    applicationName: 'notifier',
  });
  await waitForDatabase(database, { log });
  await waitForSchema(database, schema, { log });
  const nc = await connectNats({ ...config.nats, name: 'notifier', log });

  const { db } = database;
  const now = () => new Date();
  const telemetry = createTelemetry({ log, metrics });
  const hints = createHints(nc);
  const tellOf = (bookingId: string) => hints.tell(deliveryHint(bookingId), { id: bookingId });

  const askOrganisers = createCaller(nc, findNotifiedOrganisers, { metrics });
  const { channels, personalNames, mailer, provider, guarded } = openChannels({
    ...{ config, db, now },
    findOrganisers: async () => (await askOrganisers({})).organisers,
  });
  const accountMail = createAccountMail({
    ...{ mailer, log, from: config.mail.from, settings: config.templates },
    retryBaseMs: config.delivery.retryBaseMs,
  });

  const lanes = createLanes({
    channels,
    openMs: config.delivery.circuitMs,
    onOpen: telemetry.circuitOpened,
    onClose: telemetry.circuitClosed,
  });
  const askBooking = createCaller(nc, findRecipient, { metrics });
  const recipientOf = async (bookingId: string) => (await askBooking({ bookingId })).recipient;
  const settlements = createBatcher<Settlement, boolean>({
    ...settleBatches,
    run: (batch) => settling.execute(() => settleDeliveries(db, batch)),
  });
  const worker = createWorker({
    claim: (options) => claimDeliveries(db, options),
    planMore: () => planOldest(db, personalNames),
    deliver: createDeliver({
      channels,
      lanes,
      findRecipient: recipientOf,
      retryBaseMs: config.delivery.retryBaseMs,
      telemetry,
      now,
    }),
    settle: settlements.push,
    lanes,
    channels: personalNames,
    freeElsewhere: 1,
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
        organiserChannels: ['email'],
      },
      onPlanned: worker.wake,
      onKept: worker.wakeIfFree,
      now,
      forget: async (bookingId) => mailer.forget(await listDeliveryIds(db, bookingId)),
    }),
    transact: createTransact({ db }),
    log,
    metrics,
  });
  const items = createConsumer({
    nc,
    stream: 'CAPACITY',
    durable: 'notifier',
    ...inCompany,
    handlers: onCapacity(worker.wake),
    transact: createTransact({ db }),
    log,
    metrics,
  });
  const view = {
    settings: config.templates,
    hasTemplateNames: provider?.hasTemplateNames ?? true,
    now,
  };
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
    ...serveAccountMail({ nc, mail: accountMail, log }),
    ...serveTemplates({
      ...{ nc, db, log, view, findRecipient: recipientOf },
      isTemplate: (template) => provider?.isTemplate(template) ?? true,
    }),
    ...serveMessages({
      ...{ nc, db, log, provider, now, findRecipient: recipientOf, channels: personalNames },
      publicUrl: config.templates.publicUrl,
      onDue: worker.wake,
      onChanged: tellOf,
    }),
    serveDeadLetters({ nc, service: 'notifier', database, consumers: [consumer, items], log }),
  ];
  worker.start();
  consumer.start();
  items.start();
  // Whoever asks from now on finds us.
  await nc.flush();
  watchDatabase(database, metrics);
  watchStreams({ nc, metrics, consumers: [consumer, items] });
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
    drain: async () => void (await Promise.all([consumer.drain(), items.drain()])),
    /** Intake first, then the sends in flight, then the connections. */
    async stop() {
      await Promise.all([
        ...servers.map((server) => server.stop()),
        ...[consumer, items].map((one) => one.stop()),
      ]);
      await Promise.all([worker.stop(), accountMail.stop()]);
      await Promise.all(channels.map((channel) => channel.close()));
      await guarded.close();
      await nc.drain();
      await database.close();
      await ops.close(1_000);
      await watchers.stop();
    },
  };
}
