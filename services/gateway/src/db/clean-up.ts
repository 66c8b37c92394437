import type { Pool, PoolClient } from 'pg';

const ROWS_MAX = 10_000;

/**
 * Forgets what nobody needs any more. One replica at a time; false when another one is at it. Answers
 * shrink to the place of their result, which stays.
 */
export async function cleanUp(pool: Pool): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtext('gateway clean-up')) as mine`,
    );
    if (rows[0]?.mine) await forget(client);
    await client.query('commit');
    client.release();
    return rows[0]?.mine ?? false;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function forget(client: PoolClient): Promise<void> {
  await client.query(`delete from rate_buckets where expires_at < now() - interval '1 minute'`);
  await client.query(`
    update idempotency_keys set headers = null, body = null where key = any(array(
      select key from idempotency_keys
      where body is not null and answered_at < now() - interval '7 days' limit ${ROWS_MAX}))`);
  await client.query(`
    delete from idempotency_keys where key = any(array(
      select key from idempotency_keys
      where answered_at is null and (holder is null or lease_until < now()) and created_at < now() - interval '7 days'
      limit ${ROWS_MAX}))`);
  await client.query(`delete from sessions where expires_at < now()`);
  await client.query(`delete from verifications where expires_at < now()`);
}
