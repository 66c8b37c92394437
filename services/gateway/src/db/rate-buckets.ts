import type { Pool } from 'pg';

export type Consumption = {
  readonly key: string;
  readonly points: number;
  /** How long a bucket lasts from its first point. */
  readonly durationMs: number;
};

export type Bucket = { readonly points: number; readonly msBeforeNext: number };

/**
 * Adds points to many buckets in one statement; answers in the order asked. Two consumptions of one bucket
 * are added up and told apart again, so each sees the points up to and with its own.
 */
export async function consumePoints(
  pool: Pool,
  consumptions: readonly Consumption[],
): Promise<Bucket[]> {
  // Rows locked in order cannot deadlock with another replica's.
  const entries = [...sumUp(consumptions)].sort(([a], [b]) => (a < b ? -1 : 1));
  const { rows } = await pool.query<{ key: string; points: number; left_ms: number }>({
    name: 'consume-points',
    text: CONSUME,
    values: [
      entries.map(([key]) => key),
      entries.map(([, { points }]) => points),
      entries.map(([, { durationMs }]) => durationMs),
    ],
  });

  const after = new Map(rows.map((row) => [row.key, row]));
  for (const [key, { points }] of entries) {
    const row = after.get(key);
    if (row) row.points -= points;
  }
  return consumptions.map(({ key, points }) => {
    const row = after.get(key);
    if (!row) throw new Error('a bucket went missing');
    row.points += points;
    return { points: row.points, msBeforeNext: Math.max(0, row.left_ms) };
  });
}

/** One consumption a bucket: the last of its kind, with the points of all. */
export function sumUp<C extends Consumption>(consumptions: readonly C[]): Map<string, C> {
  const sums = new Map<string, C>();
  for (const one of consumptions) {
    sums.set(one.key, { ...one, points: (sums.get(one.key)?.points ?? 0) + one.points });
  }
  return sums;
}

export async function findBucket(pool: Pool, key: string): Promise<Bucket | undefined> {
  const {
    rows: [row],
  } = await pool.query<{ points: number; left_ms: number }>(
    `select points, ${LEFT} from rate_buckets where key = $1 and expires_at > now()`,
    [key],
  );
  return row && { points: row.points, msBeforeNext: row.left_ms };
}

export async function removeBucket(pool: Pool, key: string): Promise<boolean> {
  const { rowCount } = await pool.query('delete from rate_buckets where key = $1', [key]);
  return rowCount === 1;
}

/** `now()` would be too early in a statement that waited for a row. */
const LEFT = `ceil(extract(epoch from expires_at - clock_timestamp()) * 1000)::integer as left_ms`;

const CONSUME = `
  insert into rate_buckets as bucket (key, points, expires_at)
  select key, points, now() + duration_ms * interval '1 ms'
  from unnest($1::text[], $2::integer[], $3::integer[]) as asked (key, points, duration_ms)
  on conflict (key) do update set
    points = case when bucket.expires_at <= now() then 0 else bucket.points end + excluded.points,
    expires_at = case when bucket.expires_at <= now() then excluded.expires_at else bucket.expires_at end
  returning key, points, ${LEFT}`;
