import type { Pool } from 'pg';

/** The account of this e-mail address, if there is one. */
export async function findAccountId(pool: Pool, email: string): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>(
    'select id from people where lower(email) = lower($1)',
    [email],
  );
  return rows[0]?.id ?? null;
}

/** Deletes an account with its sessions and codes. Returns how many there were. */
export async function eraseAccount(pool: Pool, email: string): Promise<number> {
  await pool.query('delete from login_codes where lower(email) = lower($1)', [email]);
  const { rowCount } = await pool.query('delete from people where lower(email) = lower($1)', [
    email,
  ]);
  return rowCount ?? 0;
}

/** Forgets what was answered about these bookings; that they were answered stays. */
export async function forgetAnswers(pool: Pool, locations: readonly string[]): Promise<void> {
  await pool.query(
    `update idempotency_keys set headers = null, body = null
     where body is not null and location = any($1::text[])`,
    [locations],
  );
}
