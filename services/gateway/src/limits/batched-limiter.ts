import { createBatcher } from '@karcis/batching';
import type { Pool } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import {
  type Bucket,
  type Consumption,
  consumePoints,
  findBucket,
  removeBucket,
  sumUp,
} from '../db/rate-buckets.ts';
import { createAdvances } from './advances.ts';

/** With `limit`, points may be taken ahead for a client that comes often. */
export type Request = Consumption & { readonly limit?: number | undefined };

export type BucketStore = {
  /** Uses a point that was taken ahead; undefined where the bucket has to be asked. */
  takeAhead(key: string): Bucket | undefined;
  consume(request: Request): Promise<Bucket>;
  find(key: string): Promise<Bucket | undefined>;
  remove(key: string): Promise<boolean>;
};

const BATCH_MAX = 512;
const WAITING_MAX = 20_000;
const ANSWER_MS = 500;
/** A database that failed is left alone for so long, so that nobody waits for it in vain. */
const REST_MS = 1_000;

/** Buckets in Postgres, a tick's consumptions a statement. Rejects at once while the database is out of reach. */
export function createBucketStore(pool: Pool, answerMs = ANSWER_MS): BucketStore {
  let restUntil = 0;
  const advances = createAdvances();
  const batcher = createBatcher<Request, Bucket>({
    run: (requests) => guarded(() => ask(requests)),
    maxItems: BATCH_MAX,
    maxInFlight: 1,
    maxWaiting: WAITING_MAX,
    // A repeat could count twice, and a limiter that fails has its insurance.
    singlyOnFailure: false,
  });

  async function guarded<T>(query: () => Promise<T>): Promise<T> {
    if (performance.now() < restUntil) throw new Error('the database rests after a failure');

    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error('the database is late')), answerMs);
    try {
      return await Promise.race([query(), late.promise]);
    } catch (error) {
      restUntil = performance.now() + REST_MS;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** What is taken ahead stands behind the requests that wait. */
  async function ask(requests: readonly Request[]): Promise<Bucket[]> {
    const ahead = [...sumUp(requests).values()].flatMap(({ key, points, durationMs, limit }) =>
      limit === undefined ? [] : [{ key, points: advances.wanted(key, points, limit), durationMs }],
    );
    const buckets = await consumePoints(pool, [...requests, ...ahead]);
    for (const [index, { key, points }] of ahead.entries())
      advances.took(key, points, buckets[requests.length + index] as Bucket);
    return buckets.slice(0, requests.length);
  }

  return {
    takeAhead: (key) => advances.use(key, 1),
    consume: batcher.push,
    find: (key) => guarded(() => findBucket(pool, key)),
    remove(key) {
      advances.forget(key);
      return guarded(() => removeBucket(pool, key));
    },
  };
}

export type LimiterOptions = {
  readonly store: BucketStore;
  /** Tells this limiter's buckets from another's. */
  readonly name: string;
  readonly points: number;
  readonly durationSeconds: number;
  /** For what comes by the thousand: see `Advances`. */
  readonly ahead?: boolean;
};

/**
 * rate-limiter-flexible over our store. Whoever is over the limit is refused from memory until the window
 * ends; without a database each replica counts by itself.
 */
export class BatchedLimiter extends RateLimiterPostgres {
  readonly #store: BucketStore;
  readonly #limit: number | undefined;

  constructor({ store, name, points, durationSeconds, ahead = false }: LimiterOptions) {
    const insurance = { keyPrefix: name, points, duration: durationSeconds };
    super({
      ...insurance,
      insuranceLimiter: new RateLimiterMemory(insurance),
      inMemoryBlockOnConsumed: points,
      // Every query of the parent is replaced below: it needs no connection, and the table comes by migration.
      storeClient: {},
      storeType: 'client',
      tableName: 'rate_buckets',
      tableCreated: true,
      clearExpiredByTimeout: false,
    });
    this.#store = store;
    this.#limit = ahead ? points : undefined;
  }

  /** Consumes a point that was taken ahead, at once; undefined where `consume` has to ask. */
  takeAhead(subscriber: string): RateLimiterRes | undefined {
    if (this.#limit === undefined) return undefined;
    const key = this.getKey(subscriber);
    const bucket = this.#store.takeAhead(key);
    return bucket && this._getRateLimiterRes(key, 1, bucket);
  }

  _upsert(key: string, points: number, durationMs: number, force = false): Promise<Bucket> {
    if (force) return Promise.reject(new Error('a bucket cannot be overwritten'));
    return this.#store.consume({ key, points, durationMs, limit: this.#limit });
  }

  async _get(key: string): Promise<Bucket | null> {
    return (await this.#store.find(key)) ?? null;
  }

  _delete(key: string): Promise<boolean> {
    return this.#store.remove(key);
  }

  _getRateLimiterRes(_key: string, changedPoints: number, { points, msBeforeNext }: Bucket) {
    const remaining = Math.max(0, this.points - points);
    return new RateLimiterRes(remaining, msBeforeNext, points, points === changedPoints);
  }
}
