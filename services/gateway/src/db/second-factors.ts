import type { Pool } from 'pg';

export type SecondFactor = { readonly secret: string; readonly lastStep: number | null };

/** The encrypted secret of an account that has confirmed one. */
export async function findSecondFactor(
  pool: Pool,
  userId: string,
): Promise<SecondFactor | undefined> {
  return find(pool, userId, 'confirmed_at is not null');
}

/** The one that is offered and not confirmed yet. */
export async function findOffer(pool: Pool, userId: string): Promise<SecondFactor | undefined> {
  return find(pool, userId, 'confirmed_at is null');
}

async function find(pool: Pool, userId: string, where: string): Promise<SecondFactor | undefined> {
  const { rows } = await pool.query<{ secret: string; last_step: string | null }>(
    `select secret, last_step from second_factors where user_id = $1 and ${where}`,
    [userId],
  );
  const [row] = rows;
  return row && { secret: row.secret, lastStep: row.last_step === null ? null : +row.last_step };
}

/** Keeps an offered secret in place of an earlier offer. False where one is confirmed already. */
export async function keepOffer(pool: Pool, userId: string, secret: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into second_factors (user_id, secret) values ($1, $2)
     on conflict (user_id) do update set secret = excluded.secret
     where second_factors.confirmed_at is null`,
    [userId, secret],
  );
  return rowCount === 1;
}

/** Turns this very offer into the account's second factor, with new recovery codes. False where somebody did already. */
export async function confirmOffer(
  pool: Pool,
  userId: string,
  { secret, step, codeHashes }: { secret: string; step: number; codeHashes: readonly string[] },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `with confirmed as (
       update second_factors set confirmed_at = now(), last_step = $3
       where user_id = $1 and secret = $2 and confirmed_at is null returning user_id
     ), codes as (
       insert into recovery_codes (user_id, code_hash) select user_id, unnest($4::text[]) from confirmed
     )
     update users set second_factor = true, updated_at = now() from confirmed where id = confirmed.user_id`,
    [userId, secret, step, codeHashes],
  );
  return rowCount === 1;
}

/** Marks a time step as used. False where it, or a later one, was: of many at once one wins. */
export async function useStep(pool: Pool, userId: string, step: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update second_factors set last_step = $2
     where user_id = $1 and confirmed_at is not null and (last_step is null or last_step < $2)`,
    [userId, step],
  );
  return rowCount === 1;
}

/** Uses a recovery code up. */
export async function useRecoveryCode(
  pool: Pool,
  userId: string,
  codeHash: string,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    'delete from recovery_codes where user_id = $1 and code_hash = $2',
    [userId, codeHash],
  );
  return rowCount === 1;
}

/** The account is without one again; what was offered is gone too. */
export async function removeSecondFactor(pool: Pool, userId: string): Promise<void> {
  await pool.query(
    `with codes as (delete from recovery_codes where user_id = $1),
       factors as (delete from second_factors where user_id = $1)
     update users set second_factor = false, updated_at = now() where id = $1`,
    [userId],
  );
}
