import type { Pool } from 'pg';

/** Keeps a link by which an account sets its password; earlier ones of the account are worth nothing from now on. */
export async function replacePasswordLink(
  pool: Pool,
  link: { readonly tokenHash: string; readonly userId: string; readonly lifeSeconds: number },
): Promise<Date> {
  const { rows } = await pool.query<{ expires_at: Date }>(
    `with earlier as (delete from password_links where user_id = $2)
     insert into password_links (token_hash, user_id, expires_at)
     values ($1, $2, clock_timestamp() + make_interval(secs => $3)) returning expires_at`,
    [link.tokenHash, link.userId, link.lifeSeconds],
  );
  return (rows[0] as { expires_at: Date }).expires_at;
}

/** Uses a link up: once. Answers whose it is, unless the account was disabled meanwhile. */
export async function takePasswordLink(pool: Pool, tokenHash: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ user_id: string }>(
    `delete from password_links l using users u
     where l.token_hash = $1 and l.expires_at > clock_timestamp() and u.id = l.user_id and u.disabled_at is null
     returning l.user_id`,
    [tokenHash],
  );
  return rows[0]?.user_id;
}
