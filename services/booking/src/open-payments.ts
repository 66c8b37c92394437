import { confirmPlaces, extendHold, reacquirePlaces } from '@karcis/contracts';
import { CannotStart } from '@karcis/http';
import { createCaller, repeat, type Transact } from '@karcis/messaging';
import type { Logger } from '@karcis/telemetry';
import type { NatsConnection } from '@nats-io/transport-node';
import { servePaymentCalls } from './calls/serve-payment-calls.ts';
import { checkSessions } from './commands/check-sessions.ts';
import { createCheckout } from './commands/checkout.ts';
import { createTakeWebhook } from './commands/take-webhook.ts';
import { workEvents } from './commands/work-events.ts';
import { workRefunds } from './commands/work-refunds.ts';
import type { Config } from './config.ts';
import { listNamedProviders, offerProvider } from './db/payment-methods.ts';
import type { BookingDatabase, Db } from './db/schema.ts';
import type { PaymentProvider, ProviderName } from './providers/provider.ts';
import type { Tokens } from './queries/find-bookings.ts';
import type { Telemetry } from './telemetry.ts';

const workEveryMs = 1_000;

export type PaymentsDeps = {
  readonly nc: NatsConnection;
  readonly db: Db;
  readonly transact: Transact<BookingDatabase>;
  readonly telemetry: Telemetry;
  readonly tokens: Tokens;
  readonly config: Config;
  /** Those whose keys are in the settings. */
  readonly providers: ReadonlyMap<ProviderName, PaymentProvider>;
  readonly log: Logger;
};

/** Everything about payment providers: their calls, and the loops that work on what they said and on what they are asked. */
export async function openPayments(deps: PaymentsDeps) {
  const { nc, db, transact, telemetry, tokens, config, providers, log } = deps;
  const { paymentMode } = config;
  if (paymentMode === 'gateway') await offerAll(db, providers);

  const offered = paymentMode === 'gateway' ? providers : new Map<ProviderName, PaymentProvider>();
  const confirm = createCaller(nc, confirmPlaces);
  const reacquire = createCaller(nc, reacquirePlaces);
  // Without the mode no new checkout is opened; what was opened before is still worked on.
  const work = { db, transact, telemetry, confirm, reacquire, providers };

  const events = () => workEvents(work);
  const refunds = () => workRefunds(work);
  const checks = () => checkSessions(work);
  const loopOf = (what: string, everyMs: number, run: () => Promise<number>) =>
    repeat({ what, everyMs, log }, async () => void (await run()));
  // Without a provider there is nothing to work on.
  const eventLoop = providers.size > 0 ? loopOf('what providers said', workEveryMs, events) : null;
  const refundLoop = providers.size > 0 ? loopOf('refunds', workEveryMs, refunds) : null;
  const checkLoop =
    providers.size > 0 ? loopOf('open checkouts', config.paymentPollMs, checks) : null;

  return {
    /** The names of the providers whose methods people may choose. */
    offered: [...offered.keys()],
    servers: servePaymentCalls({
      nc,
      db,
      transact,
      telemetry,
      tokens,
      log,
      checkout: createCheckout({
        db,
        transact,
        telemetry,
        extend: createCaller(nc, extendHold),
        providers: offered,
        seconds: config.checkoutSeconds,
        shortestSeconds: config.checkoutMinSeconds,
      }),
      takeWebhook: createTakeWebhook({ db, providers, wake: () => eventLoop?.wake() }),
      wake: () => refundLoop?.wake(),
    }),
    loops: [eventLoop, refundLoop, checkLoop].filter((loop) => loop !== null),
    checkSessions: checks,
    workEvents: events,
  };
}

/** @throws CannotStart where somebody could choose to pay at a provider whose key is missing. */
async function offerAll(
  db: Db,
  providers: ReadonlyMap<ProviderName, PaymentProvider>,
): Promise<void> {
  if (providers.size === 0) {
    throw new CannotStart(
      'PAYMENT_MODE=gateway needs the key of a provider: MIDTRANS_SERVER_KEY, XENDIT_SECRET_KEY or STRIPE_SECRET_KEY.',
    );
  }
  const named = await listNamedProviders(db);
  const missing = named.filter((name) => !providers.has(name));
  if (missing.length > 0) {
    throw new CannotStart(
      `Payment methods name ${missing.join(' and ')}, and there is no key: set it, or switch the method off.`,
    );
  }
  for (const name of providers.keys()) await offerProvider(db, name);
}
