import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import type { StreamName } from '@karcis/contracts';
import type { Database } from '@karcis/db';
import type { Metrics } from '@karcis/telemetry';
import type { OutboxRow } from './announcement.ts';
import { createGuard } from './guard.ts';
import { sendLeftovers } from './leftovers.ts';
import type { Log } from './log.ts';
import { relayMetrics } from './metrics.ts';
import { type Pool, forgetPublished, measureBacklog } from './outbox.ts';
import { createPublisher } from './publisher.ts';
import { createQueueUp } from './queue-up.ts';
import { type Repeated, repeat } from './repeat.ts';
import { createSender } from './sender.ts';
import { KEEP_MS, ensureStream } from './stream.ts';

export type RelayOptions = {
  /** Its pool needs two connections to spare. */
  readonly database: Pick<Database<unknown>, 'pool'>;
  readonly nc: NatsConnection;
  readonly stream: StreamName;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Copies of the stream in a NATS cluster. */
  readonly replicas?: number;
  /** How often the stream is compared with what it acknowledged. */
  readonly lookEveryMs?: number;
  readonly pollEveryMs?: number;
};

export type Relay = {
  /** Resolves when the stream exists and is known to hold what it acknowledged; waits for NATS and Postgres. */
  start(): Promise<void>;
  /** Rows that just committed. Never fails and never waits: what cannot be sent now is found by the next poll. */
  publish(rows: readonly OutboxRow[]): void;
  /** Resolves when every row that committed so far is published. */
  drain(): Promise<void>;
  /** Finishes what is under way. */
  stop(): Promise<void>;
};

const LOOK_EVERY_MS = 10_000;
const POLL_EVERY_MS = 700;
const MEASURE_EVERY_MS = 5_000;
const FORGET_EVERY_MS = 10 * 60_000;
const FORGET_PAGE = 1_000;
const DRAIN_RETRY_MS = 20;

/**
 * Publishes the outbox: from memory right after the commit, and by polling for whatever was left behind.
 * Every replica of a service runs one. Events may be sent twice, never lost: a row stays until it was
 * acknowledged and marked, and is kept for 7 days after that to fill a lost stream again.
 */
export function createRelay(options: RelayOptions): Relay {
  const { nc, stream, log, replicas = 1 } = options;
  const pool: Pool = options.database.pool;
  const metrics = relayMetrics(options.metrics);
  let isSound = false;
  /** Counts the reasons to be unsure: what was under way at one of them may have been in vain. */
  let doubts = 0;
  let stopping = false;
  let polling: Repeated | undefined;
  let loops: readonly Repeated[] = [];

  const publisher = createPublisher(nc);
  const sender = createSender({
    publisher,
    pool,
    stream,
    log,
    onPublished: (count) => metrics.published.inc(count),
    onDoubt: (evidence) => guard.doubt(evidence),
  });
  const queue = createQueueUp({
    sendNow: (rows) => void sender.send(rows),
    hasRoom: () => sender.hasRoom,
    async sendPage(olderThanMs) {
      if (!isSound || stopping) return undefined;
      const before = doubts;
      const page = await sendLeftovers({ pool, stream, sender }, olderThanMs);
      if (doubts !== before) return undefined;
      const reason = sender.takeRefusal();
      if (reason) log.warn({ stream, reason }, 'events were refused and will be sent again');
      return page;
    },
  });
  const guard = createGuard({
    pool,
    nc,
    stream,
    replicas,
    lookEveryMs: options.lookEveryMs ?? LOOK_EVERY_MS,
    log,
    onSound(incarnation) {
      isSound = true;
      sender.open(incarnation);
      polling?.wake();
    },
    onUnsure() {
      isSound = false;
      doubts++;
      sender.close();
      queue.fallBehind();
    },
    onRefill: () => metrics.refills.inc(),
  });

  async function measure(): Promise<void> {
    const { pending, lagSeconds } = await measureBacklog(pool);
    metrics.pending.set(pending);
    metrics.lagSeconds.set(lagSeconds);
  }

  async function forget(): Promise<void> {
    const olderThan = new Date(Date.now() - KEEP_MS);
    for (let count = FORGET_PAGE; !stopping && count === FORGET_PAGE;) {
      count = await forgetPublished(pool, { olderThan, limit: FORGET_PAGE });
      metrics.forgotten.inc(count);
    }
  }

  return {
    async start() {
      const pollEveryMs = options.pollEveryMs ?? POLL_EVERY_MS;
      polling = repeat({ what: 'polling the outbox', everyMs: pollEveryMs, log }, queue.poll);
      loops = [
        polling,
        repeat({ what: 'measuring the outbox', everyMs: MEASURE_EVERY_MS, log }, measure),
        repeat({ what: 'emptying the outbox', everyMs: FORGET_EVERY_MS, log }, forget),
      ];
      guard.start();
      await guard.sound();
      await ensureStream(nc, stream, replicas);
    },
    publish(rows) {
      // Whoever waits for the answer to what was committed comes first.
      if (rows.length > 0) setImmediate(() => queue.add(rows));
    },
    async drain() {
      for (;;) {
        await guard.sound();
        await sender.idle();
        const page = await sendLeftovers({ pool, stream, sender }, 0);
        if (page?.ids.size === 0) return;
        await delay(DRAIN_RETRY_MS);
      }
    },
    async stop() {
      stopping = true;
      await Promise.all(loops.map((loop) => loop.stop()));
      await sender.idle();
      await guard.stop();
      publisher.stop();
      sender.close();
    },
  };
}
