import type { Viewer } from '../domain/booking-views.ts';
import { ProblemError } from '@karcis/http';
import { type EventStream, openEventStream } from '../live/event-stream.ts';
import type { Watch } from '../live/watch.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Ask, Reply } from './route.ts';

export type Streams = {
  readonly items: Watch<'public'>;
  readonly bookings: Watch<Viewer>;
  /** Turns the answer into a stream that `join` feeds, until the client goes. Throws `rate-limited` or `service-unavailable`. */
  open(ask: Ask, kind: 'item' | 'booking', join: (stream: EventStream) => () => void): Reply;
};

export type StreamsOptions = Pick<Streams, 'items' | 'bookings'> & {
  readonly telemetry: Pick<Telemetry, 'streams'>;
  /** Streams that one client may have open; 0 for any number. */
  readonly perClientMax: number;
};

const STREAMS_MAX = 20_000;

export function createStreams({
  items,
  bookings,
  telemetry,
  perClientMax,
}: StreamsOptions): Streams {
  const open = new Map<string, number>();
  let count = 0;

  function enter(subscriber: string): void {
    const mine = open.get(subscriber) ?? 0;
    if (perClientMax > 0 && mine >= perClientMax) {
      throw new ProblemError('rate-limited', { headers: { 'Retry-After': '60' } });
    }
    if (count >= STREAMS_MAX) throw new ProblemError('service-unavailable');
    open.set(subscriber, mine + 1);
    count += 1;
  }

  function leave(subscriber: string): void {
    const mine = (open.get(subscriber) ?? 1) - 1;
    if (mine === 0) open.delete(subscriber);
    else open.set(subscriber, mine);
    count -= 1;
  }

  return {
    items,
    bookings,
    open({ req, res, exchange }, kind, join) {
      // The client may have gone while we looked for what it wants to watch.
      if (res.destroyed) return 'streamed';
      const { subscriber } = exchange.client;
      enter(subscriber);
      telemetry.streams(kind, 1);
      const stream = openEventStream(res);
      const part = req.method === 'HEAD' ? () => stream.end() : join(stream);
      res.once('close', () => {
        part();
        leave(subscriber);
        telemetry.streams(kind, -1);
      });
      if (req.method === 'HEAD') stream.end();
      return 'streamed';
    },
  };
}
