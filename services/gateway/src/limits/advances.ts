import type { Bucket } from '../db/rate-buckets.ts';

/** Points of one bucket that are counted already and not used yet. */
type Advance = {
  /** Points up to and with the last one used. */
  counted: number;
  left: number;
  /** Used since the bucket was asked last, which is how many are wanted next. */
  used: number;
  readonly askedAt: number;
  readonly endsAt: number;
};

export type Advances = {
  /** Uses points that were taken ahead; undefined when the bucket has to be asked. */
  use(key: string, points: number): Bucket | undefined;
  /** How many points to take ahead, in a question that takes `points` for requests that wait. */
  wanted(key: string, points: number, limit: number): number;
  /** The bucket was asked: so much is counted with those taken ahead. */
  took(key: string, ahead: number, bucket: Bucket): void;
  forget(key: string): void;
};

/** What a client is expected to use until the next question. */
const AHEAD_MS = 100;
/** Of what is left of the limit, so that what one gateway keeps to itself and does not use is little. */
const SHARE_OF_REST = 1 / 16;
const CLIENTS_MAX = 10_000;

/**
 * Points taken ahead for clients that come often, as thousands behind one address do: they are counted before they are used, so
 * no limit is ever exceeded, by however many gateways. Times are of a clock that never jumps, in milliseconds.
 */
export function createAdvances(now: () => number = () => performance.now()): Advances {
  const advances = new Map<string, Advance>();

  return {
    use(key, points) {
      const advance = advances.get(key);
      if (!advance || advance.left < points || now() >= advance.endsAt) return undefined;
      advance.left -= points;
      advance.counted += points;
      advance.used += points;
      return { points: advance.counted, msBeforeNext: advance.endsAt - now() };
    },
    wanted(key, points, limit) {
      const advance = advances.get(key);
      if (!advance || now() >= advance.endsAt) return 0;
      const rate = (advance.used + points) / Math.max(1, now() - advance.askedAt);
      const rest = limit - advance.counted - points;
      return Math.max(0, Math.floor(Math.min(rate * AHEAD_MS, rest * SHARE_OF_REST)));
    },
    took(key, ahead, { points, msBeforeNext }) {
      advances.delete(key);
      const askedAt = now();
      const endsAt = askedAt + msBeforeNext;
      advances.set(key, { counted: points - ahead, left: ahead, used: 0, askedAt, endsAt });
      if (advances.size <= CLIENTS_MAX) return;
      for (const oldest of advances.keys()) return void advances.delete(oldest);
    },
    forget: (key) => void advances.delete(key),
  };
}
