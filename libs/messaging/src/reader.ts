import type { Log } from './log.ts';
import type { consumerMetrics } from './metrics.ts';
import type { Subscription } from './subscription.ts';
import type { Transact } from './unit.ts';

/** Who reads a stream, and with what. */
export type Reader<D> = {
  readonly stream: string;
  readonly durable: string;
  readonly subscriptions: ReadonlyMap<string, Subscription<D>>;
  readonly transact: Transact<D>;
  /** Tries before a message is set aside. */
  readonly maxAttempts: number;
  readonly log: Log;
  readonly metrics: ReturnType<typeof consumerMetrics>;
};
