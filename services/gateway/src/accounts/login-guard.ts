import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@karcis/http';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { isEqual } from '../domain/identity.ts';
import { BatchedLimiter, type BucketStore } from '../limits/batched-limiter.ts';
import { cookiesOf } from './cookies.ts';

export type LoginAttempt = {
  readonly email: string;
  readonly subscriber: string;
  readonly req: IncomingMessage;
};

export type LoginGuard = {
  /** Throws `rate-limited` after too many failures. */
  before(attempt: LoginAttempt): Promise<void>;
  /** The password was right: forgets the failures, and answers the Set-Cookie that tells this browser from strangers. */
  passed(attempt: LoginAttempt): Promise<string>;
};

export type LoginGuardOptions = {
  readonly store: BucketStore;
  readonly secret: string;
  readonly secure: boolean;
  /** False while limits are switched off. */
  readonly enabled: boolean;
};

const WINDOW_SECONDS = 15 * 60;
const FAILURES_MAX = {
  /** One address, any accounts. */
  address: 30,
  /** One address, one account. */
  pair: 10,
  /** One account from anywhere, but for browsers that have been in before: strangers cannot lock its owner out. */
  account: 100,
};
const DEVICE_COOKIE = 'karcis_device';
const DEVICE_SECONDS = 180 * 24 * 60 * 60;

/** Slows down whoever guesses passwords. No account is ever locked. */
export function createLoginGuard({
  store,
  secret,
  secure,
  enabled,
}: LoginGuardOptions): LoginGuard {
  const limiterOf = (name: keyof typeof FAILURES_MAX) =>
    new BatchedLimiter({
      store,
      name: `login-${name}`,
      points: FAILURES_MAX[name],
      durationSeconds: WINDOW_SECONDS,
    });
  const byAddress = limiterOf('address');
  const byPair = limiterOf('pair');
  const byAccount = limiterOf('account');

  /** Buckets and cookies hold no e-mail address. */
  const hashOf = (email: string) =>
    createHmac('sha256', secret).update(`login|${email.toLowerCase()}`).digest('base64url');

  function bucketsOf({ email, subscriber, req }: LoginAttempt): [BatchedLimiter, string][] {
    const account = hashOf(email);
    const isKnown = isEqual(account, cookiesOf(req)[DEVICE_COOKIE] ?? '');
    return [
      [byAddress, subscriber],
      [byPair, `${account}|${subscriber}`],
      ...(isKnown ? [] : [[byAccount, account] as [BatchedLimiter, string]]),
    ];
  }

  return {
    async before(attempt) {
      if (!enabled) return;
      await Promise.all(bucketsOf(attempt).map(([limiter, key]) => consume(limiter, key)));
    },
    async passed(attempt) {
      const [address, ...others] = bucketsOf(attempt);
      if (enabled && address) {
        await Promise.all([
          address[0].reward(address[1]),
          ...others.map(([limiter, key]) => limiter.delete(key)),
        ]);
      }
      return (
        `${DEVICE_COOKIE}=${hashOf(attempt.email)}; Path=/; Max-Age=${DEVICE_SECONDS}; ` +
        `HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
      );
    },
  };
}

async function consume(limiter: BatchedLimiter, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (result) {
    if (!(result instanceof RateLimiterRes)) throw result;
    const seconds = Math.max(1, Math.ceil(result.msBeforeNext / 1000));
    throw new ProblemError('rate-limited', { headers: { 'Retry-After': String(seconds) } });
  }
}
