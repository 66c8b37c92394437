import { RateLimiterRes } from 'rate-limiter-flexible';
import { BatchedLimiter, type BucketStore } from './batched-limiter.ts';

/**
 * `general` counts every request, `sensitive` those that change something, `pages` what goes on to web. Webhooks of payment
 * providers count as `webhooks` alone: one provider speaks for all who pay.
 */
export type LimitName = 'general' | 'sensitive' | 'pages' | 'webhooks';

export type Verdict = {
  readonly allowed: boolean;
  /** Seconds until the next try may pass; 0 when this one does. */
  readonly retryAfterSeconds: number;
  /** `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10). */
  readonly rateLimit: string;
  readonly policy: string;
};

export type Limits = {
  /** Counts one request of this client. Undefined when limits are off. */
  check(subscriber: string, names: readonly LimitName[]): Promise<Verdict> | undefined;
};

const WINDOW_SECONDS = 60;
/** How much stricter sensitive requests are counted. Not by more: thousands share a mobile carrier's address. */
const SENSITIVE_SHARE = 1 / 3;
/** A sale's payments come from a provider's few addresses within minutes. */
const WEBHOOKS_SHARE = 100;

/** Limits that hold across replicas: the buckets are in Postgres. */
export function createLimits(store: BucketStore, requestsPerMinute: number): Limits {
  if (requestsPerMinute === 0) return { check: () => undefined };

  const points: Record<LimitName, number> = {
    general: requestsPerMinute,
    sensitive: Math.max(1, Math.floor(requestsPerMinute * SENSITIVE_SHARE)),
    pages: requestsPerMinute,
    webhooks: requestsPerMinute * WEBHOOKS_SHARE,
  };
  const limiterOf = (name: LimitName) =>
    new BatchedLimiter({
      ...{ store, name, points: points[name] },
      durationSeconds: WINDOW_SECONDS,
      ahead: true,
    });
  const limiters: Record<LimitName, BatchedLimiter> = {
    general: limiterOf('general'),
    sensitive: limiterOf('sensitive'),
    pages: limiterOf('pages'),
    webhooks: limiterOf('webhooks'),
  };
  const policyOf = (name: LimitName) => `"${name}";q=${points[name]};w=${WINDOW_SECONDS}`;

  return {
    async check(subscriber, names) {
      const counts = await Promise.all(names.map((name) => count(limiters[name], subscriber)));
      const waitMs = Math.max(...counts.map(({ allowed, ms }) => (allowed ? 0 : ms)));
      return {
        allowed: counts.every(({ allowed }) => allowed),
        retryAfterSeconds: Math.ceil(waitMs / 1000),
        rateLimit: counts
          .map(({ left, ms }, index) => `"${names[index]}";r=${left};t=${Math.ceil(ms / 1000)}`)
          .join(', '),
        policy: names.map(policyOf).join(', '),
      };
    },
  };
}

/**
 * Known at once for a client that comes often, since the limiter makes half a dozen promises of it. It rejects with the same kind of
 * result that it resolves with.
 */
async function count(limiter: BatchedLimiter, subscriber: string) {
  const ahead = limiter.takeAhead(subscriber);
  if (ahead) return describe(ahead, ahead.consumedPoints <= limiter.points);

  try {
    return describe(await limiter.consume(subscriber), true);
  } catch (result) {
    if (result instanceof RateLimiterRes) return describe(result, false);
    throw result;
  }
}

const describe = (result: RateLimiterRes, allowed: boolean) => ({
  allowed,
  left: result.remainingPoints,
  ms: result.msBeforeNext,
});
