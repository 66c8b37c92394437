import { setTimeout as delay } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { StreamName } from '@karcis/contracts';
import { type Metrics, withSpan, withTraceparent } from '@karcis/telemetry';
import { type DeadLetterRow, markReplayed, noteFailedReplay } from './dead-letters.ts';
import { findDurable } from './durable.ts';
import { failureText } from './failure-text.ts';
import { forgetClaims } from './inbox.ts';
import { createIntake } from './intake.ts';
import { whileUp } from './link.ts';
import type { Log } from './log.ts';
import { consumerMetrics } from './metrics.ts';
import { type Pull, pull } from './pull.ts';
import { readEvent } from './read-event.ts';
import type { Reader } from './reader.ts';
import { type Repeated, repeat } from './repeat.ts';
import { handleOnce, settle } from './settle.ts';
import { findStream } from './stream.ts';
import type { Subscription } from './subscription.ts';
import type { Transact } from './unit.ts';

export type ConsumerOptions<D> = {
  readonly nc: NatsConnection;
  readonly stream: StreamName;
  /** The reader's name. Replicas share it, so each event goes to one of them. */
  readonly durable: string;
  /** By event type. */
  readonly handlers: Readonly<Record<string, Subscription<D>>>;
  readonly transact: Transact<D>;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Messages that share a transaction. */
  readonly maxBatch?: number;
  /**
   * A message that comes sooner than this after the last batch waits for company, where a late effect does no harm: fewer and
   * larger transactions. Default 0.
   */
  readonly gatherMs?: number;
  /** Tries before a message is set aside in a dead letter. */
  readonly maxAttempts?: number;
  /** When the server takes a silent reader for dead. Extended as long as the work goes on. */
  readonly ackWaitMs?: number;
};

export type Consumer = {
  readonly stream: StreamName;
  readonly durable: string;
  /** Begins in the background: the stream may come later. */
  start(): void;
  /** Resolves when everything that was published so far is handled or set aside. */
  drain(): Promise<void>;
  /** Runs a dead letter's handler again, unless its effect is there already. False when it failed again. */
  replay(letter: DeadLetterRow): Promise<boolean>;
  /** Finishes the batch under way and gives the rest back. */
  stop(): Promise<void>;
};

const BATCH_MAX = 64;
const ATTEMPTS_MAX = 10;
const ACK_WAIT_MS = 10_000;
/** Messages that wait for their next try count as in hand, and must not keep others from coming. */
const IN_HAND_MAX = 10_000;
const DRAIN_LOOK_MS = 10;
/** Longer than the streams and outboxes keep events, so that no refill finds its claims forgotten. */
const CLAIMS_KEPT_MS = 14 * 24 * 60 * 60 * 1000;
const FORGET_EVERY_MS = 60 * 60_000;
const FORGET_PAGE = 1_000;

/** Hears a stream's events, each with effect exactly once: `settle` says how a message ends. */
export function createConsumer<D>(options: ConsumerOptions<D>): Consumer {
  const { nc, stream, durable, transact, log } = options;
  const { maxBatch = BATCH_MAX, ackWaitMs = ACK_WAIT_MS, gatherMs = 0 } = options;
  const subscriptions = byType(options.handlers);
  const reader: Reader<D> = {
    stream,
    durable,
    subscriptions,
    transact,
    maxAttempts: options.maxAttempts ?? ATTEMPTS_MAX,
    log,
    metrics: consumerMetrics(options.metrics, durable),
  };
  const intake = createIntake({
    maxBatch,
    ackWaitMs,
    gatherMs,
    settle: (batch) =>
      withTraceparent(batch[0]?.headers?.get('traceparent'), () =>
        withSpan(`hear ${stream}`, { kind: 'consumer' }, () => settle(reader, batch)),
      ).catch((error: unknown) => log.error({ error, stream, durable }, 'a batch was not settled')),
  });
  let pulling: Pull | undefined;
  let forgetting: Repeated | undefined;

  async function forget(): Promise<void> {
    const olderThan = new Date(Date.now() - CLAIMS_KEPT_MS);
    const page = { olderThan, limit: FORGET_PAGE };
    while (await transact(({ trx }) => forgetClaims(trx, durable, page)));
  }

  /** Asks until there is an answer, across broken connections. */
  async function asked<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await whileUp(nc, ask);
      } catch (error) {
        if (nc.isClosed()) throw error;
        await delay(DRAIN_LOOK_MS);
      }
    }
  }

  return {
    stream,
    durable,
    start() {
      const types = [...subscriptions.keys()];
      pulling = pull({
        nc,
        stream,
        durable,
        types,
        ackWaitMs,
        maxInHand: IN_HAND_MAX,
        maxBuffered: maxBatch,
        log,
        onBegin: intake.forget,
        take: intake.take,
      });
      forgetting = repeat({ what: 'emptying the inbox', everyMs: FORGET_EVERY_MS, log }, forget);
    },
    async drain() {
      const jsm = await jetstreamManager(nc, { checkAPI: false });
      const end = await asked(async () => (await findStream(jsm, stream))?.state.last_seq ?? 0);
      while (end > 0) {
        const place = await asked(() => findDurable(jsm, stream, durable));
        const isThrough = place && place.num_pending + place.num_ack_pending === 0;
        const isPast = place && place.ack_floor.stream_seq >= end;
        if (intake.idle && (isThrough || isPast)) return;
        await delay(DRAIN_LOOK_MS);
      }
    },
    async replay(letter) {
      try {
        const read = readEvent(subscriptions, letter.payload);
        if (!read) throw new TypeError('no handler for this type of event');

        const gathered = await read.subscription.gather?.(read.event);
        await transact(async (unit) => {
          await handleOnce(durable, unit, [{ ...read, gathered }]);
          await markReplayed(unit.trx, letter.id);
        });
        return true;
      } catch (error) {
        log.warn({ error, subject: letter.subject }, 'a dead letter failed again');
        await transact(({ trx }) => noteFailedReplay(trx, letter.id, failureText(error)));
        return false;
      }
    },
    async stop() {
      await Promise.all([intake.stop(), pulling?.stop(), forgetting?.stop()]);
      await whileUp(nc, () => nc.flush()).catch(() => undefined);
    },
  };
}

function byType<D>(
  handlers: Readonly<Record<string, Subscription<D>>>,
): ReadonlyMap<string, Subscription<D>> {
  for (const [type, subscription] of Object.entries(handlers)) {
    if (type !== subscription.type) {
      throw new Error(`the handler under ${type} is for ${subscription.type}`);
    }
  }
  return new Map(Object.entries(handlers));
}
