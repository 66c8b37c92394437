import type { Pool } from 'pg';

export type NewLoginCode = {
  readonly id: string;
  readonly email: string;
  readonly codeHash: string;
  readonly linkHash: string;
  readonly browserHash: string;
  readonly lifeSeconds: number;
};

/** Keeps a code, and answers when it ends. */
export async function insertLoginCode(pool: Pool, code: NewLoginCode): Promise<Date> {
  const { id, email, codeHash, linkHash, browserHash, lifeSeconds } = code;
  const { rows } = await pool.query<{ expires_at: Date }>(
    `insert into login_codes (id, email, code_hash, link_hash, browser_hash, expires_at)
     values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6)) returning expires_at`,
    [id, email, codeHash, linkHash, browserHash, lifeSeconds],
  );
  return (rows[0] as { expires_at: Date }).expires_at;
}

/**
 * Spends one try at the newest code: of this browser if it asked for one, else of the address. Undefined where there is none
 * or no try is left. The try is spent before anybody compares, so that many at once get no more of them.
 */
export async function spendTry(
  pool: Pool,
  email: string,
  browserHash: string | null,
  triesMax: number,
): Promise<{ id: string; codeHash: string } | undefined> {
  const { rows } = await pool.query<{ id: string; code_hash: string }>(
    `with newest as (
       select id, browser_hash is not distinct from $2 as own from login_codes
       where email = $1 and expires_at > clock_timestamp()
       order by browser_hash is not distinct from $2 desc, created_at desc limit 1
     )
     update login_codes c set own_tries = own_tries + own::int, other_tries = other_tries + (not own)::int
     from newest n where c.id = n.id and case when own then own_tries else other_tries end < $3
     returning c.id, code_hash`,
    [email, browserHash, triesMax],
  );
  const [row] = rows;
  return row && { id: row.id, codeHash: row.code_hash };
}

/** Takes a code out, once: whoever comes second finds none. Its address' other codes go with it. */
export async function takeCode(pool: Pool, id: string): Promise<string | undefined> {
  return take(pool, 'id = $1', id);
}

/** The same by the token of the link. */
export async function takeLink(pool: Pool, linkHash: string): Promise<string | undefined> {
  return take(pool, 'link_hash = $1', linkHash);
}

async function take(pool: Pool, where: string, value: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ email: string }>(
    `delete from login_codes where ${where} and expires_at > clock_timestamp() returning email`,
    [value],
  );
  const email = rows[0]?.email;
  if (email) await pool.query('delete from login_codes where email = $1', [email]);
  return email;
}
