import { type ConsumerMessages, type JsMsg, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type DurableOptions, ensureDurable, findDurable, isBeyondEnd } from './durable.ts';
import { linkOf, whileUp } from './link.ts';
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
 * the durable again when it was lost, and looks after each reconnect whether the stream went back in time.
 */
export function pull(options: PullOptions): Pull {
  const { nc, stream, durable, log } = options;
  const link = linkOf(nc);
  const stopping = new AbortController();
  let current: ConsumerMessages | undefined;
  const forgetUp = link.onUp(() => void lookAgain());
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
    const info = await whileUp(nc, () => ensureDurable(jsm, options));
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

  /** A place beyond its stream's end shows only by looking: the server would wait there in silence. */
  async function lookAgain(): Promise<void> {
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    while (link.up && !stopping.signal.aborted) {
      try {
        const place = await whileUp(nc, () => findDurable(jsm, stream, durable));
        if (!place || (await whileUp(nc, () => isBeyondEnd(jsm, place)))) current?.stop();
        return;
      } catch {
        await pause(RETRY_MIN_MS, stopping.signal);
      }
    }
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
