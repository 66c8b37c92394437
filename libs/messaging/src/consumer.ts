import { setTimeout as delay } from 'node:timers/promises';
import {
  type ConsumerMessages,
  type JetStreamManager,
  type JsMsg,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { StreamName } from '@karcis/contracts';
import { type Metrics, withSpan } from '@karcis/telemetry';
import { type DeadLetterRow, markReplayed, noteFailedReplay } from './dead-letters.ts';
import { ensureDurable, findDurable } from './durable.ts';
import { failureText } from './failure-text.ts';
import { forgetClaims } from './inbox.ts';
import { linkOf } from './link.ts';
import type { Log } from './log.ts';
import { consumerMetrics } from './metrics.ts';
import { type Repeated, pause, repeat } from './repeat.ts';
import { handleOnce, readEvent, settle } from './settle.ts';
import { isStreamMissing } from './stream.ts';
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
const ACK_WAIT_MS = 30_000;
const IN_HAND_FACTOR = 4;
const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 2_000;
const PULL_EXPIRES_MS = 10_000;
const DRAIN_LOOK_MS = 10;
/** Longer than the streams and outboxes keep events, so that no refill finds its claims forgotten. */
const CLAIMS_KEPT_MS = 14 * 24 * 60 * 60 * 1000;
const FORGET_EVERY_MS = 60 * 60_000;
const FORGET_PAGE = 1_000;

/** Hears a stream's events, each with effect exactly once: see `settle` for how a message ends. */
export function createConsumer<D>(options: ConsumerOptions<D>): Consumer {
  const { nc, stream, durable, transact, log } = options;
  const { maxBatch = BATCH_MAX, ackWaitMs = ACK_WAIT_MS } = options;
  const subscriptions = byType(options.handlers);
  const reader = {
    stream,
    durable,
    subscriptions,
    transact,
    maxAttempts: options.maxAttempts ?? ATTEMPTS_MAX,
    log,
    metrics: consumerMetrics(options.metrics, durable),
  };
  const link = linkOf(nc);
  const stopping = new AbortController();
  /** What this process was given and has not settled, by stream sequence. */
  const inHand = new Map<number, JsMsg>();
  let waiting: JsMsg[] = [];
  let working: Promise<void> | undefined;
  let pulling: ConsumerMessages | undefined;
  let running: Promise<void> = Promise.resolve();
  let loops: Repeated[] = [];
  let keepAlive: NodeJS.Timeout | undefined;
  const listeners: (() => void)[] = [];

  function arrived(message: JsMsg): void {
    // Delivered again because the server thought this process dead: the copy in hand will be acknowledged.
    if (inHand.has(message.seq)) return;
    inHand.set(message.seq, message);
    waiting.push(message);
    if (!working) setImmediate(work);
  }

  function work(): void {
    if (working || waiting.length === 0) return;

    const batch = waiting.splice(0, maxBatch);
    working = withSpan(`handle ${stream}`, { kind: 'consumer' }, () => settle(reader, batch))
      .catch((error: unknown) => log.error({ error, stream, durable }, 'a batch was not settled'))
      .then(() => {
        for (const { seq } of batch) inHand.delete(seq);
        working = undefined;
        if (!stopping.signal.aborted) setImmediate(work);
      });
  }

  /** From the durable's making to its loss, again and again. */
  async function run(): Promise<void> {
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        await pullUntilBroken(jsm);
        failures = 0;
      } catch (error) {
        if (failures++ === 0) logTrouble(error);
        await pause(Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** failures), stopping.signal);
      }
    }
  }

  function logTrouble(error: unknown): void {
    if (isStreamMissing(error)) log.info({ stream }, 'waiting for the stream');
    else if (link.up) log.warn({ error, stream, durable }, 'the stream cannot be read');
  }

  async function pullUntilBroken(jsm: JetStreamManager): Promise<void> {
    const info = await ensureDurable(jsm, {
      stream,
      durable,
      types: [...subscriptions.keys()],
      ackWaitMs,
      maxInHand: maxBatch * IN_HAND_FACTOR,
    });
    if (stopping.signal.aborted) return;

    const messages = await jsm
      .jetstream()
      .consumers.getConsumerFromInfo(info)
      .consume({ max_messages: maxBatch * 2, expires: PULL_EXPIRES_MS, callback: arrived });
    pulling = messages;
    for await (const { type } of messages.status()) {
      if (LOST.has(type)) break;
    }
    messages.stop();
  }

  /** A place beyond the stream's end shows only by looking, so each reconnect begins anew. */
  function reconnected(): void {
    pulling?.stop();
  }

  function keepInHand(): void {
    for (const message of inHand.values()) message.working();
  }

  async function forget(): Promise<void> {
    const olderThan = new Date(Date.now() - CLAIMS_KEPT_MS);
    const page = { olderThan, limit: FORGET_PAGE };
    while (await transact(({ trx }) => forgetClaims(trx, durable, page)));
  }

  async function drain(): Promise<void> {
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    const { state } = await jsm.streams.info(stream);
    for (;;) {
      const info = inHand.size === 0 ? await findDurable(jsm, stream, durable) : undefined;
      if (info && info.num_pending === 0 && info.num_ack_pending === 0) return;
      if (info && info.ack_floor.stream_seq >= state.last_seq) return;
      await delay(DRAIN_LOOK_MS);
    }
  }

  async function replay(letter: DeadLetterRow): Promise<boolean> {
    try {
      const read = readEvent(subscriptions, letter.payload);
      if (!read) throw new TypeError('no handler for this type of event');

      const gathered = await read.subscription.gather(read.event);
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
  }

  return {
    stream,
    durable,
    start() {
      listeners.push(link.onUp(reconnected));
      keepAlive = setInterval(keepInHand, ackWaitMs / 3);
      loops = [repeat({ what: 'emptying the inbox', everyMs: FORGET_EVERY_MS, log }, forget)];
      running = run();
    },
    drain,
    replay,
    async stop() {
      stopping.abort();
      for (const forgetListener of listeners) forgetListener();
      pulling?.stop();
      for (const message of waiting.splice(0)) {
        message.nak();
        inHand.delete(message.seq);
      }
      await Promise.all([working, running, ...loops.map((loop) => loop.stop())]);
      clearInterval(keepAlive);
      if (link.up) await nc.flush();
    },
  };
}

/** What ends a pull: only making the durable again helps. */
const LOST: ReadonlySet<string> = new Set([
  'consumer_deleted',
  'consumer_not_found',
  'stream_not_found',
]);

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
