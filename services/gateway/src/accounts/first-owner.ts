import type { Pool } from 'pg';
import type { Auth } from './auth.ts';

export type FirstOwner = { readonly email: string; readonly password: string };

/**
 * Makes the organiser that the settings name, and gives them the password that the settings say: whoever may
 * change the settings may enter. Any number of replicas may do this at once.
 */
export async function ensureFirstOwner(
  pool: Pool,
  auth: Auth,
  { email, password }: FirstOwner,
): Promise<void> {
  const lock = await pool.connect();
  try {
    await lock.query(`select pg_advisory_lock(hashtext('gateway first owner'))`);
    await ensure(auth, email.toLowerCase(), password);
  } finally {
    // Ends the session, and the lock with it.
    lock.release(true);
  }
}

async function ensure(auth: Auth, email: string, password: string): Promise<void> {
  const { internalAdapter: accounts, password: passwords } = await auth.$context;
  const known = await accounts.findUserByEmail(email, { includeAccounts: true });
  if (!known) {
    const user = await accounts.createUser(
      { email, name: 'Admin', emailVerified: true },
      { method: 'admin' },
    );
    await accounts.linkAccount({
      userId: user.id,
      providerId: 'credential',
      accountId: user.id,
      password: await passwords.hash(password),
    });
    return;
  }

  const hash = known.accounts.find(({ providerId }) => providerId === 'credential')?.password;
  if (hash && (await passwords.verify({ hash, password }))) return;
  await accounts.updatePassword(known.user.id, await passwords.hash(password));
  await accounts.deleteUserSessions(known.user.id);
}
