import { createBatcher } from '@karcis/batching';
import { isConnectionFailure } from '@karcis/db';
import type { Pool } from 'pg';

export type HoldClaim = { readonly key: string; readonly fingerprint: string };

/** `claimed`: go ahead. Otherwise somebody's lease on the key is alive, for the same request or for another one. */
export type HoldClaimOutcome = 'claimed' | 'same-request' | 'other-request';

export type HoldClaims = {
  claim(claim: HoldClaim): Promise<HoldClaimOutcome>;
  /** The hold was made: the claim ends by its lease. */
  finish(key: string): void;
  /** Nothing was made: the key may be used again at once, for another request too. */
  free(key: string): Promise<void>;
  stop(): Promise<void>;
};

export type HoldClaimsOptions = {
  /** Its connections need not wait for the disk: booking's primary key protects the effect. */
  readonly pool: Pool;
  /** This process, so that nobody frees what another one took over. */
  readonly holder: string;
  readonly leaseMs?: number;
};

const LEASE_MS = 10_000;
const BATCH_MAX = 256;
const WAITING_MAX = 20_000;
const BATCHES_IN_FLIGHT_MAX = 2;

/**
 * Claims for holds, a batch a statement. There is no second write when all goes well: whoever comes
 * with the key later takes the ended lease over and learns from booking that the hold was made.
 */
export function createHoldClaims({
  pool,
  holder,
  leaseMs = LEASE_MS,
}: HoldClaimsOptions): HoldClaims {
  const running = new Set<string>();
  const batching = {
    maxItems: BATCH_MAX,
    maxInFlight: BATCHES_IN_FLIGHT_MAX,
    maxWaiting: WAITING_MAX,
    singlyOnFailure: (error: unknown) => !isConnectionFailure(error),
  };
  const claims = createBatcher<HoldClaim, HoldClaimOutcome>({ ...batching, run: claimAll });
  const frees = createBatcher<string, undefined>({ ...batching, run: freeAll });
  const heartbeat = setInterval(() => void renew(), leaseMs / 3).unref();

  async function claimAll(batch: readonly HoldClaim[]): Promise<HoldClaimOutcome[]> {
    // One statement cannot touch a row twice, and rows locked in order cannot deadlock.
    const first = new Map(batch.map((claim) => [claim.key, claim]).toReversed() as Entries);
    const keys = [...first.keys()].sort();
    const fingerprints = keys.map((key) => first.get(key)?.fingerprint ?? '');

    const { rows } = await pool.query<{ key: string }>({
      name: 'claim-holds',
      text: CLAIM,
      values: [keys, fingerprints, holder, leaseMs],
    });
    const won = new Set(rows.map(({ key }) => key));
    const lost = won.size === keys.length ? NOBODY : await findHolders(keys, won);

    return batch.map((claim) => {
      if (won.has(claim.key) && first.get(claim.key) === claim) {
        running.add(claim.key);
        return 'claimed';
      }
      const rival = lost.get(claim.key) ?? first.get(claim.key)?.fingerprint;
      return rival === claim.fingerprint ? 'same-request' : 'other-request';
    });
  }

  async function findHolders(keys: readonly string[], won: ReadonlySet<string>) {
    const { rows } = await pool.query<HoldClaim>({
      name: 'find-hold-claims',
      text: 'select key, fingerprint from hold_claims where key = any($1::uuid[])',
      values: [keys.filter((key) => !won.has(key))],
    });
    return new Map(rows.map(({ key, fingerprint }) => [key, fingerprint]));
  }

  async function freeAll(keys: readonly string[]): Promise<undefined[]> {
    await pool.query({
      name: 'free-holds',
      text: 'delete from hold_claims where key = any($1::uuid[]) and holder = $2',
      values: [keys.toSorted(), holder],
    });
    return keys.map(() => undefined);
  }

  /** A failure is harmless: at worst another request runs the same hold again, by the same id. */
  async function renew(): Promise<void> {
    if (running.size === 0) return;
    await pool
      .query({ name: 'renew-holds', text: RENEW, values: [[...running].sort(), holder, leaseMs] })
      .catch(() => undefined);
  }

  return {
    claim: (claim) => claims.push(claim),
    finish: (key) => void running.delete(key),
    async free(key) {
      running.delete(key);
      await frees.push(key);
    },
    async stop() {
      clearInterval(heartbeat);
      await Promise.all([claims.idle(), frees.idle()]);
    },
  };
}

type Entries = [string, HoldClaim][];
const NOBODY: ReadonlyMap<string, string> = new Map();

const CLAIM = `
  insert into hold_claims as claim (key, fingerprint, holder, lease_until)
  select key, fingerprint, $3, clock_timestamp() + $4 * interval '1 ms'
  from unnest($1::uuid[], $2::text[]) as asked (key, fingerprint)
  on conflict (key) do update
    set fingerprint = excluded.fingerprint, holder = excluded.holder, lease_until = excluded.lease_until
    where claim.lease_until <= clock_timestamp()
  returning key`;

const RENEW = `
  update hold_claims set lease_until = clock_timestamp() + $3 * interval '1 ms'
  where key = any($1::uuid[]) and holder = $2`;
