import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { StreamName } from '@karcis/contracts';
import { askOnceAScrape, type Metrics } from '@karcis/telemetry';
import type { Consumer } from './consumer.ts';
import { findDurable } from './durable.ts';
import { findStream } from './stream.ts';

export type WatchStreamsOptions = {
  readonly nc: NatsConnection;
  readonly metrics: Metrics;
  /** The stream that this service publishes to. */
  readonly stream?: StreamName;
  readonly consumers?: readonly Pick<Consumer, 'stream' | 'durable'>[];
};

/** A scrape must not wait for a server that is gone. */
const ANSWER_MS = 1_000;

/**
 * Shows the server's own numbers at each scrape: how much the service's stream holds, and how far its readers are behind. A
 * number that cannot be had now is left out, so that an old one is never taken for today's.
 */
export function watchStreams({ nc, metrics, stream, consumers = [] }: WatchStreamsOptions): void {
  let manager: Promise<JetStreamManager> | undefined;
  const asked = <T>(ask: (jsm: JetStreamManager) => Promise<T>) =>
    askOnceAScrape(async () => {
      if (nc.isClosed()) return undefined;
      manager ??= jetstreamManager(nc, { checkAPI: false, timeout: ANSWER_MS });
      return ask(await manager);
    });

  if (stream) {
    const ask = asked((jsm) => findStream(jsm, stream));
    for (const [name, help, pick] of streamNumbers) {
      metrics.gauge({
        name,
        help,
        labels: ['stream'],
        read: async (gauge) => {
          gauge.reset();
          const found = await ask();
          if (found) gauge.set({ stream }, pick(found.state));
        },
      });
    }
  }
  if (consumers.length === 0) return;
  const places = consumers.map(({ stream, durable }) => ({
    labels: { stream, durable },
    ask: asked((jsm) => findDurable(jsm, stream, durable)),
  }));
  for (const [name, help, pick] of consumerNumbers) {
    metrics.gauge({
      name,
      help,
      labels: ['stream', 'durable'],
      read: async (gauge) => {
        gauge.reset();
        for (const { labels, ask } of places) {
          const place = await ask();
          if (place) gauge.set(labels, pick(place));
        }
      },
    });
  }
}

type StreamState = NonNullable<Awaited<ReturnType<typeof findStream>>>['state'];
type Place = NonNullable<Awaited<ReturnType<typeof findDurable>>>;

const streamNumbers: readonly [string, string, (state: StreamState) => number][] = [
  ['stream_messages', 'Events that the stream holds', ({ messages }) => messages],
  ['stream_bytes', 'Bytes that the stream holds', ({ bytes }) => bytes],
];

const consumerNumbers: readonly [string, string, (place: Place) => number][] = [
  ['consumer_pending', 'Events that the reader was not given yet', (place) => place.num_pending],
  [
    'consumer_ack_pending',
    'Events that the reader has in hand, those that wait for their next try among them',
    (place) => place.num_ack_pending,
  ],
];
