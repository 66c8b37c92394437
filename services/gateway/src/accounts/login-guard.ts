import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ProblemError } from '@karcis/http';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { isEqual } from '../domain/identity.ts';
import { BatchedLimiter, type BucketStore } from '../limits/batched-limiter.ts';
import { cookiesOf } from './cookies.ts';
import { keyedHash } from './keyed-hash.ts';

export type LoginAttempt = {
  readonly email: string;
  readonly subscriber: string;
  readonly req: IncomingMessage;
};

export type LoginGuard = {
  /** Counts an attempt as failed until `passed` says otherwise. Throws `rate-limited` after too many. */
  before(attempt: LoginAttempt): Promise<void>;
  /** It was right: forgets this client's failures, and answers the Set-Cookie that tells this browser from strangers. */
  passed(attempt: LoginAttempt): Promise<string>;
  /** The same Set-Cookie, where there was nothing to guess. */
  deviceCookieOf(email: string): string;
};

export type LoginGuardOptions = {
  readonly store: BucketStore;
  readonly secret: string;
  readonly secure: boolean;
  /** False while limits are switched off. */
  readonly enabled: boolean;
  /** Tells this guard's buckets from another's. */
  readonly name: string;
  /** What remembers a browser. Guards of one kind of account share it. */
  readonly deviceCookie: string;
  /** Attempts in a quarter of an hour. */
  readonly max: {
    /** One client, any accounts. */
    readonly client: number;
    /** One client, one account. */
    readonly pair: number;
    /** One account, from all clients together but the browsers that were in before. */
    readonly account: number;
    /**
     * What one client still has at an account where `account` is used up, if it has made no more attempts yet. Whoever
     * knows the password needs one. Zero for what can be guessed within a few thousand attempts.
     */
    readonly pairUnderAttack: number;
  };
};

const WINDOW_SECONDS = 15 * 60;
const DEVICE_SECONDS = 180 * 24 * 60 * 60;
/** What an attempt costs at an account that many strangers guess at: their connections wait, and nothing else does. */
const UNDER_ATTACK_MS = 500;

/**
 * Slows down whoever guesses, and locks nobody out: failures count against the client that made them. What all clients
 * together may fail at one account makes each of them count more strictly, and never a browser that has been in before.
 */
export function createLoginGuard(options: LoginGuardOptions): LoginGuard {
  const { store, secret, secure, enabled, name, deviceCookie, max } = options;
  const limiterOf = (kind: string, points: number) =>
    new BatchedLimiter({ store, name: `${name}-${kind}`, points, durationSeconds: WINDOW_SECONDS });
  const byClient = limiterOf('client', max.client);
  const byPair = limiterOf('pair', max.pair);
  const byKnownPair = limiterOf('known', max.pair);
  const byAccount = limiterOf('account', max.account);

  /** Buckets and cookies hold no e-mail address. */
  const hashOf = (email: string) => keyedHash(secret, 'login', email.toLowerCase());

  function describe({ email, subscriber, req }: LoginAttempt) {
    const account = hashOf(email);
    const isKnown = isEqual(account, cookiesOf(req)[deviceCookie] ?? '');
    return { account, isKnown, pair: `${account}|${subscriber}` };
  }

  const toSetCookie = (account: string) =>
    `${deviceCookie}=${account}; Path=/; Max-Age=${DEVICE_SECONDS}; ` +
    `HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;

  return {
    async before(attempt) {
      if (!enabled) return;
      const { account, isKnown, pair } = describe(attempt);
      // Whoever shares its address with an attacker is counted apart from them.
      if (isKnown) return refuse(await count(byKnownPair, pair));

      const [client, own, all] = await Promise.all([
        count(byClient, attempt.subscriber),
        count(byPair, pair),
        count(byAccount, account),
      ]);
      refuse(client);
      refuse(own);
      if (!all.isOver) return;
      await pause(UNDER_ATTACK_MS);
      refuse({ ...own, isOver: own.attempts > max.pairUnderAttack });
    },

    async passed(attempt) {
      const { account, isKnown, pair } = describe(attempt);
      if (enabled && isKnown) await byKnownPair.delete(pair);
      if (enabled && !isKnown) {
        await Promise.all([
          byPair.delete(pair),
          // What others failed at stays counted.
          byClient.reward(attempt.subscriber),
          byAccount.reward(account),
        ]);
      }
      return toSetCookie(account);
    },
    deviceCookieOf: (email) => toSetCookie(hashOf(email)),
  };
}

type Count = { readonly isOver: boolean; readonly attempts: number; readonly ms: number };

/** The limiter rejects with the same kind of result that it resolves with; from its memory, without a number. */
async function count(limiter: BatchedLimiter, key: string): Promise<Count> {
  try {
    const { consumedPoints, msBeforeNext } = await limiter.consume(key);
    return { isOver: false, attempts: consumedPoints, ms: msBeforeNext };
  } catch (result) {
    if (!(result instanceof RateLimiterRes)) throw result;
    return { isOver: true, attempts: Infinity, ms: result.msBeforeNext };
  }
}

function refuse({ isOver, ms }: Count): void {
  if (!isOver) return;
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  throw new ProblemError('rate-limited', { headers: { 'Retry-After': String(seconds) } });
}
