import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import {
  type KeptAnswer,
  type KeyRecord,
  breakOff,
  claimKey,
  freeKey,
  keepAnswer,
  recordFingerprint,
  renewLeases,
} from '../db/idempotency-keys.ts';
import type { Identity, IdentityKind } from '../domain/identity.ts';

export type KeyRequest = {
  /** Whose key it is: two callers may use the same text. */
  readonly scope: string;
  /** `POST /api/bookings/:id/cancel`. */
  readonly route: string;
  readonly key: string;
  /** Null while it is not known: the body is still to come. */
  readonly fingerprint: string | null;
};

/** The right to do what was asked for. Ends with exactly one of `keep`, `free` and `breakOff`. */
export type Run = {
  /** Stands for the key wherever an effect remembers it. */
  readonly operation: string;
  /** Of the request that ran before and broke off, if one did. */
  readonly fingerprint: string | null;
  /** The id of an effect; the same when a run that broke off is repeated. */
  idOf(kind: IdentityKind): string;
  /** To be written down before anything can take effect, where `claim` did not know it. */
  record(fingerprint: string): Promise<void>;
  /** It took effect. */
  keep(fingerprint: string, answer: KeptAnswer, location: string): Promise<void>;
  /** It was refused, so it had no effect. */
  free(): Promise<void>;
  /** Nobody knows. */
  breakOff(): Promise<void>;
};

export type Claim =
  { readonly state: 'claimed'; readonly run: Run } | Exclude<KeyRecord, { state: 'claimed' }>;

export type Keys = {
  claim(request: KeyRequest): Promise<Claim>;
  stop(): void;
};

export type KeysOptions = {
  readonly pool: Pool;
  readonly identity: Identity;
  readonly leaseMs?: number;
};

const LEASE_MS = 15_000;

/**
 * Idempotency keys, committed to the disk. A claim is a lease with a heartbeat: when its gateway dies, the
 * next request under the key takes over and runs it again, by the same ids.
 */
export function createKeys({ pool, identity, leaseMs = LEASE_MS }: KeysOptions): Keys {
  const holders = new Set<string>();
  const heartbeat = setInterval(() => void renew(), leaseMs / 3).unref();

  /** A failure is harmless: at worst another request runs the same again. */
  async function renew(): Promise<void> {
    if (holders.size > 0) await renewLeases(pool, [...holders], leaseMs).catch(() => undefined);
  }

  async function claim({ scope, route, key, fingerprint }: KeyRequest): Promise<Claim> {
    const operation = identity.idOf('key', scope, route, key);
    const holder = randomUUID();
    const record = await claimKey(pool, { key: operation, fingerprint, holder, leaseMs });
    if (record.state !== 'claimed') return record;

    holders.add(holder);
    const ending = async (work: Promise<void>) => {
      holders.delete(holder);
      await work;
    };
    const run: Run = {
      operation,
      fingerprint: record.fingerprint,
      idOf: (kind) => identity.idOf(kind, scope, String(record.attempt), key),
      record: (fingerprint) => recordFingerprint(pool, operation, holder, fingerprint),
      keep: (fingerprint, answer, location) =>
        ending(keepAnswer(pool, { key: operation, holder }, fingerprint, answer, location)),
      free: () => ending(freeKey(pool, operation, holder)),
      breakOff: () => ending(breakOff(pool, operation, holder)),
    };
    return { state: 'claimed', run };
  }

  return { claim, stop: () => clearInterval(heartbeat) };
}
