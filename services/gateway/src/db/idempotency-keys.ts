import type { Pool } from 'pg';

/** What was answered, in the very bytes. */
export type KeptAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

export type KeyClaim = {
  readonly key: string;
  /** Null while the request is still being read: what is on record then tells whether it may go on. */
  readonly fingerprint: string | null;
  /** The run that claims. */
  readonly holder: string;
  readonly leaseMs: number;
};

/** What the key's record says; `fingerprint` is that of the request that was first. */
export type KeyRecord =
  | { readonly state: 'claimed'; readonly fingerprint: string | null; readonly attempt: number }
  /** By somebody else, whose lease is alive. */
  | { readonly state: 'running'; readonly fingerprint: string | null }
  /** By a run of another request that broke off, so nobody knows what it did. */
  | { readonly state: 'broken-off'; readonly fingerprint: string }
  | { readonly state: 'answered'; readonly fingerprint: string; readonly answer: KeptAnswer }
  /** So long ago that only the place of its result is left. */
  | { readonly state: 'forgotten'; readonly fingerprint: string; readonly location: string };

/** How long answers are kept (api.md, "Idempotency-Key"). */
const KEPT = `interval '7 days'`;
const TRIES_MAX = 5;

/** Takes the key, or an ended lease on it; on disk before it answers. */
export async function claimKey(pool: Pool, claim: KeyClaim): Promise<KeyRecord> {
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const record = (await tryClaim(pool, claim)) ?? (await readRecord(pool, claim.key));
    if (record) return record;
    // It became free between the two statements.
  }
  return { state: 'running', fingerprint: null };
}

async function tryClaim(
  pool: Pool,
  { key, fingerprint, holder, leaseMs }: KeyClaim,
): Promise<KeyRecord | undefined> {
  const { rows } = await pool.query<{ attempt: number; fingerprint: string | null }>({
    name: 'claim-key',
    text: CLAIM,
    values: [key, fingerprint, holder, leaseMs],
  });
  return rows[0] && { state: 'claimed', ...rows[0] };
}

const CLAIM = `
  insert into idempotency_keys as known (key, fingerprint, holder, lease_until)
  values ($1, $2, $3, clock_timestamp() + $4 * interval '1 ms')
  on conflict (key) do update
    set fingerprint = coalesce(known.fingerprint, excluded.fingerprint),
        holder = excluded.holder, lease_until = excluded.lease_until
    where known.answered_at is null
      and (known.holder is null or known.lease_until <= clock_timestamp())
      and (known.fingerprint is null or excluded.fingerprint is null
           or known.fingerprint = excluded.fingerprint)
  returning attempt, fingerprint`;

type KeyRow = {
  readonly fingerprint: string | null;
  readonly running: boolean;
  readonly location: string | null;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: Buffer | null;
};

async function readRecord(pool: Pool, key: string): Promise<KeyRecord | undefined> {
  const { rows } = await pool.query<KeyRow>({ name: 'read-key', text: READ, values: [key] });
  const row = rows[0];
  if (!row) return undefined;

  const { fingerprint, running, location, status, headers, body } = row;
  if (running) return { state: 'running', fingerprint };
  if (fingerprint === null) return undefined;
  if (location === null) return { state: 'broken-off', fingerprint };
  if (!status || !headers || !body) return { state: 'forgotten', fingerprint, location };
  return { state: 'answered', fingerprint, answer: { status, headers, body } };
}

const READ = `
  select fingerprint, location,
         holder is not null and lease_until > clock_timestamp() as running,
         status, headers, case when answered_at > now() - ${KEPT} then body end as body
  from idempotency_keys where key = $1`;

/** Writes down what is being done, before it can take effect. */
export async function recordFingerprint(
  pool: Pool,
  key: string,
  holder: string,
  fingerprint: string,
): Promise<void> {
  await pool.query('update idempotency_keys set fingerprint = $3 where key = $1 and holder = $2', [
    key,
    holder,
    fingerprint,
  ]);
}

export async function renewLeases(
  pool: Pool,
  holders: readonly string[],
  leaseMs: number,
): Promise<void> {
  await pool.query(
    `update idempotency_keys set lease_until = clock_timestamp() + $2 * interval '1 ms'
     where holder = any($1::uuid[])`,
    [holders, leaseMs],
  );
}

/** Keeps the answer of a request that took effect. `location` outlives it. */
export async function keepAnswer(
  pool: Pool,
  { key, holder }: Pick<KeyClaim, 'key' | 'holder'>,
  fingerprint: string,
  { status, headers, body }: KeptAnswer,
  location: string,
): Promise<void> {
  await pool.query({
    name: 'keep-answer',
    text: `
      update idempotency_keys
      set fingerprint = $3, status = $4, headers = $5, body = $6, location = $7,
          answered_at = now(), holder = null, lease_until = null
      where key = $1 and holder = $2`,
    values: [key, holder, fingerprint, status, JSON.stringify(headers), body, location],
  });
}

/** The request had no effect: the key is free for another one, which gets ids of its own by the next attempt. */
export async function freeKey(pool: Pool, key: string, holder: string): Promise<void> {
  await pool.query({
    name: 'free-key',
    text: `
      update idempotency_keys
      set fingerprint = null, holder = null, lease_until = null, attempt = attempt + 1
      where key = $1 and holder = $2`,
    values: [key, holder],
  });
}

/** Nobody knows whether the request took effect: the same one may run again at once, by the same ids. */
export async function breakOff(pool: Pool, key: string, holder: string): Promise<void> {
  await pool.query(
    'update idempotency_keys set holder = null, lease_until = null where key = $1 and holder = $2',
    [key, holder],
  );
}
