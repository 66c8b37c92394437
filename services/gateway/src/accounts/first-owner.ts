import type { Pool } from 'pg';
import type { Auth } from './auth.ts';
import { keyedHash } from './keyed-hash.ts';
import type { Passwords } from './passwords.ts';

export type FirstOwner = { readonly email: string; readonly password: string };

export type FirstOwnerDeps = {
  readonly pool: Pool;
  readonly auth: Auth;
  readonly passwords: Pick<Passwords, 'set'>;
  readonly secret: string;
};

/**
 * Makes the owner that the settings name. Whoever may change the settings may enter: a password that is new in them becomes the
 * account's, which is an owner with nothing else to prove again. One that was there before leaves alone what its owner chose
 * since. Any number of replicas may do this at once.
 */
export async function ensureFirstOwner(deps: FirstOwnerDeps, owner: FirstOwner): Promise<void> {
  const lock = await deps.pool.connect();
  try {
    await lock.query(`select pg_advisory_lock(hashtext('gateway first owner'))`);
    await ensure(deps, { ...owner, email: owner.email.toLowerCase() });
  } finally {
    // Ends the session, and the lock with it.
    lock.release(true);
  }
}

async function ensure(
  { pool, auth, passwords, secret }: FirstOwnerDeps,
  { email, password }: FirstOwner,
): Promise<void> {
  const { internalAdapter: accounts } = await auth.$context;
  const mark = keyedHash(secret, 'settings-password', password);
  const { rows } = await pool.query<{ id: string; settings_password: string | null }>(
    'select id, settings_password from users where email = $1',
    [email],
  );
  if (rows[0]?.settings_password === mark) return;

  const fresh = { email, name: 'Admin', emailVerified: true };
  const id = rows[0]?.id ?? (await accounts.createUser(fresh, { method: 'admin' })).id;
  await passwords.set(id, password);
  await pool.query(
    `with codes as (delete from recovery_codes where user_id = $1),
       factors as (delete from second_factors where user_id = $1),
       ended as (delete from sessions where user_id = $1)
     update users set role = 'owner', disabled_at = null, second_factor = false, settings_password = $2
     where id = $1`,
    [id, mark],
  );
}
