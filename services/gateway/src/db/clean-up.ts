import type { Pool, PoolClient } from 'pg';

const ROWS_MAX = 10_000;

type Told = (what: Forgotten, rows: number) => void;

/**
 * Forgets what nobody needs any more. One replica at a time; false when another one is at it. `told` hears how much of
 * each.
 */
export async function cleanUp(pool: Pool, told: Told = () => undefined): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtext('gateway clean-up')) as mine`,
    );
    if (rows[0]?.mine) await forget(client, told);
    await client.query('commit');
    client.release();
    return rows[0]?.mine ?? false;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** What goes, and when. Answers shrink to the place of their result. */
const rules = {
  'rate buckets': `delete from rate_buckets where expires_at < now() - interval '1 minute'`,
  answers: `
    update idempotency_keys set headers = null, body = null where key = any(array(
      select key from idempotency_keys
      where body is not null and answered_at < now() - interval '7 days' limit ${ROWS_MAX}))`,
  'unanswered keys': `
    delete from idempotency_keys where key = any(array(
      select key from idempotency_keys
      where answered_at is null and (holder is null or lease_until < now()) and created_at < now() - interval '7 days'
      limit ${ROWS_MAX}))`,
  sessions: `delete from sessions where expires_at < now()`,
  'people’s sessions': `delete from people_sessions where expires_at < now()`,
  'login codes': `delete from login_codes where expires_at < now()`,
  'password links': `delete from password_links where expires_at < now()`,
  verifications: `delete from verifications where expires_at < now()`,
} as const;

type Forgotten = keyof typeof rules;

async function forget(client: PoolClient, told: Told): Promise<void> {
  for (const what of Object.keys(rules) as Forgotten[]) {
    const { rowCount } = await client.query(rules[what]);
    told(what, rowCount ?? 0);
  }
}
