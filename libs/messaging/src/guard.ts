import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { linkOf, whileUp } from './link.ts';
import type { Log } from './log.ts';
import { type Evidence, examine, findMark, repair } from './loss.ts';
import type { Pool } from './outbox.ts';
import { pause } from './repeat.ts';

export type GuardOptions = {
  readonly pool: Pool;
  readonly nc: NatsConnection;
  readonly stream: string;
  readonly replicas: number;
  readonly lookEveryMs: number;
  readonly log: Log;
  /** Publishing may go on, to this incarnation of the stream. */
  readonly onSound: (incarnation: string) => void;
  /** Publishing must pause until `onSound`. */
  readonly onUnsure: () => void;
  readonly onRefill: () => void;
};

export type Guard = {
  start(): void;
  /** Resolves at once, or when the stream is known to be sound. */
  sound(): Promise<void>;
  /** Looks now. Evidence makes a repair certain, whatever the look shows. */
  doubt(evidence?: Evidence): void;
  stop(): Promise<void>;
};

const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 2_000;

/**
 * Looks after the stream: at the start, after each reconnect before anything is published, on any doubt,
 * and every few seconds. A stream that lost events is made anew; the kept outbox rows fill it again.
 */
export function createGuard(options: GuardOptions): Guard {
  const { pool, nc, stream, replicas, log } = options;
  const link = linkOf(nc);
  const stopping = new AbortController();
  let isSound = false;
  let evidence: Evidence | undefined;
  let wake = Promise.withResolvers<void>();
  let onSound: (() => void)[] = [];
  let running: Promise<void> = Promise.resolve();
  /** Counts the reasons to be unsure, so that a look that began before the last one settles nothing. */
  let doubts = 0;
  const listeners = [link.onDown(unsure), link.onUp(() => doubt())];

  function doubt(found?: Evidence): void {
    evidence = found ?? evidence;
    unsure();
    wake.resolve();
  }

  function unsure(): void {
    doubts++;
    isSound = false;
    options.onUnsure();
  }

  async function run(): Promise<void> {
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    for (let failures = 0; !stopping.signal.aborted;) {
      if (!link.up) {
        await wake.promise;
        wake = Promise.withResolvers();
        continue;
      }
      try {
        await look(jsm);
        failures = 0;
        await nextLook();
      } catch (error) {
        if (failures++ === 0 && link.up)
          log.warn({ error, stream }, 'the stream cannot be examined');
        await pause(Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** failures), stopping.signal);
      }
    }
  }

  async function look(jsm: JetStreamManager): Promise<void> {
    const before = doubts;
    const mark = await findMark(pool, stream);
    const verdict = await whileUp(nc, () => examine(jsm, stream, mark));
    if (verdict.sound && !evidence) return found(verdict.incarnation, before);

    unsure();
    const since = doubts;
    const { incarnation, refilled } = await repair(pool, jsm, stream, { replicas, evidence });
    evidence = undefined;
    if (refilled !== null) {
      options.onRefill();
      log.error({ stream, reason: refilled }, 'the stream lost events and is filled again');
    }
    found(incarnation, since);
  }

  function found(incarnation: string, doubtsThen: number): void {
    if (doubts !== doubtsThen || !link.up) return wake.resolve();

    isSound = true;
    options.onSound(incarnation);
    for (const resolve of onSound) resolve();
    onSound = [];
  }

  async function nextLook(): Promise<void> {
    const timer = setTimeout(() => wake.resolve(), options.lookEveryMs);
    await wake.promise;
    clearTimeout(timer);
    wake = Promise.withResolvers();
  }

  return {
    start() {
      running = run();
    },
    sound: () => (isSound ? Promise.resolve() : new Promise((resolve) => onSound.push(resolve))),
    doubt,
    async stop() {
      stopping.abort();
      for (const forget of listeners) forget();
      wake.resolve();
      await running;
    },
  };
}
