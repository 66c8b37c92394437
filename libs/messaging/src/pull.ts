import { type ConsumerMessages, type JsMsg, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type DurableOptions, ensureDurable } from './durable.ts';
import { linkOf } from './link.ts';
import type { Log } from './log.ts';
import { pause } from './repeat.ts';
import { isStreamMissing } from './stream.ts';

export type PullOptions = DurableOptions & {
  readonly nc: NatsConnection;
  readonly log: Log;
  readonly maxBuffered: number;
  /** The reader's place is there, perhaps a new one: what was delivered before says nothing about what comes. */
  readonly onBegin: () => void;
  /** The next message waits for the returned promise. */
  readonly take: (message: JsMsg) => Promise<void>;
};

export type Pull = { stop(): Promise<void> };

const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 2_000;
/** The server's sign of life is missed after about as long. */
const REQUEST_EXPIRES_MS = 10_000;

/** Endings that only making the durable again can help. */
const LOST: ReadonlySet<string> = new Set([
  'consumer_deleted',
  'consumer_not_found',
  'stream_not_found',
]);

/**
 * Delivers a durable's messages until it is stopped. It waits for a stream that does not exist yet, makes
 * the durable again when it was lost, and begins anew after each reconnect, since a place beyond the end
 * of a stream that went back in time shows only by looking.
 */
export function pull(options: PullOptions): Pull {
  const { nc, stream, durable, log } = options;
  const link = linkOf(nc);
  const stopping = new AbortController();
  let current: ConsumerMessages | undefined;
  const forgetUp = link.onUp(() => current?.stop());
  const running = run();

  async function run(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        await pullUntilLost();
        failures = 0;
      } catch (error) {
        if (failures++ === 0) explain(error);
        await pause(Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** failures), stopping.signal);
      }
    }
  }

  function explain(error: unknown): void {
    if (isStreamMissing(error)) log.info({ stream }, 'waiting for the stream');
    else if (link.up) log.warn({ error, stream, durable }, 'the stream cannot be read');
  }

  async function pullUntilLost(): Promise<void> {
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    const info = await ensureDurable(jsm, options);
    if (stopping.signal.aborted) return;

    options.onBegin();
    const messages = await jsm
      .jetstream()
      .consumers.getConsumerFromInfo(info)
      .consume({ max_messages: options.maxBuffered, expires: REQUEST_EXPIRES_MS });
    current = messages;
    const watching = stopWhenLost(messages);
    for await (const message of messages) await options.take(message);
    await watching;
  }

  async function stopWhenLost(messages: ConsumerMessages): Promise<void> {
    for await (const { type } of messages.status()) if (LOST.has(type)) messages.stop();
  }

  return {
    async stop() {
      stopping.abort();
      forgetUp();
      current?.stop();
      await running;
    },
  };
}
