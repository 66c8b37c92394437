import type { OrganiserAccount, OrganiserRole, OrganiserSession } from '@karcis/contracts';
import type { Pool, PoolClient } from 'pg';

type Row = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: OrganiserRole;
  readonly disabled_at: Date | null;
  readonly second_factor: boolean;
  readonly notify_new_proof: boolean;
  readonly created_at: Date;
  readonly has_password: boolean;
};

const SELECT = `
  select u.id, u.email, u.name, u.role, u.disabled_at, u.second_factor, u.notify_new_proof, u.created_at,
    exists (select from accounts a where a.user_id = u.id and a.password is not null) as has_password
  from users u`;

const toAccount = (row: Row): OrganiserAccount => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  status: row.disabled_at ? 'disabled' : row.has_password ? 'active' : 'invited',
  secondFactor: row.second_factor,
  notifyNewProof: row.notify_new_proof,
  createdAt: row.created_at.toISOString(),
});

export async function findAccount(pool: Pool, id: string): Promise<OrganiserAccount | undefined> {
  const { rows } = await pool.query<Row>(`${SELECT} where u.id = $1`, [id]);
  return rows[0] && toAccount(rows[0]);
}

/** By address, from after this one on. */
export async function listAccounts(
  pool: Pool,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<OrganiserAccount[]> {
  const { rows } = await pool.query<Row>(
    `${SELECT} where $1::text is null or u.email > $1 order by u.email limit $2`,
    [after, limit],
  );
  return rows.map(toAccount);
}

/** False where the address has an account. A repeat under the same id changes nothing. */
export async function insertAccount(
  pool: Pool,
  { id, email, name, role }: Pick<OrganiserAccount, 'id' | 'email' | 'name' | 'role'>,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `with made as (
       insert into users (id, email, name, role, email_verified, created_at, updated_at)
       values ($1, $2, $3, $4, false, now(), now()) on conflict do nothing returning id
     ) select from made union all select from users where id = $1 and email = $2`,
    [id, email, name, role],
  );
  return (rowCount ?? 0) > 0;
}

export type AccountChange = {
  readonly name?: string | undefined;
  readonly role?: OrganiserRole | undefined;
  readonly disabled?: boolean | undefined;
};

export type ChangeOutcome = 'ok' | 'account-not-found' | 'last-owner';

/** Changes an account. Whoever has another role from now on, or nothing to do, is signed out everywhere. */
export async function changeAccount(
  pool: Pool,
  id: string,
  { name, role, disabled }: AccountChange,
): Promise<ChangeOutcome> {
  return keepingAnOwner(pool, id, async (client) => {
    const { rows } = await client.query<{ role: string }>('select role from users where id = $1', [
      id,
    ]);
    await client.query(
      `update users set name = coalesce($2, name), role = coalesce($3, role), updated_at = now(),
         disabled_at = case when $4::boolean then coalesce(disabled_at, now()) when not $4 then null else disabled_at end
       where id = $1`,
      [id, name ?? null, role ?? null, disabled ?? null],
    );
    if (disabled || (role !== undefined && role !== rows[0]?.role)) {
      await client.query('delete from sessions where user_id = $1', [id]);
    }
  });
}

export async function removeAccount(pool: Pool, id: string): Promise<ChangeOutcome> {
  return keepingAnOwner(pool, id, async (client) => {
    await client.query('delete from users where id = $1', [id]);
  });
}

/** One change at a time, undone where it would leave nobody who can sign in and may do everything. */
async function keepingAnOwner(
  pool: Pool,
  id: string,
  change: (client: PoolClient) => Promise<void>,
): Promise<ChangeOutcome> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext('gateway owners'))`);
    const { rowCount } = await client.query('select from users where id = $1', [id]);
    if (!rowCount) {
      await client.query('rollback');
      return finish('account-not-found');
    }
    const before = await countOwners(client);
    await change(client);
    const isLast = before > 0 && (await countOwners(client)) === 0;
    await client.query(isLast ? 'rollback' : 'commit');
    return finish(isLast ? 'last-owner' : 'ok');
  } catch (error) {
    client.release(true);
    throw error;
  }

  function finish(outcome: ChangeOutcome): ChangeOutcome {
    client.release();
    return outcome;
  }
}

async function countOwners(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from users u where role = 'owner' and disabled_at is null
       and exists (select from accounts a where a.user_id = u.id and a.password is not null)`,
  );
  return rows[0]?.n ?? 0;
}

export async function setNotified(pool: Pool, id: string, isNotified: boolean): Promise<void> {
  await pool.query('update users set notify_new_proof = $2, updated_at = now() where id = $1', [
    id,
    isNotified,
  ]);
}

/** Who asked to be told of proofs that wait, and may review them. */
export async function findNotified(pool: Pool): Promise<{ name: string; email: string }[]> {
  const { rows } = await pool.query<{ name: string; email: string }>(
    `select name, email from users
     where notify_new_proof and disabled_at is null and role in ('owner', 'reviewer') order by email`,
  );
  return rows;
}

type SessionRow = { id: string; user_agent: string | null; created_at: Date; expires_at: Date };

/** The newest first. */
export async function listSessions(
  pool: Pool,
  userId: string,
): Promise<Omit<OrganiserSession, 'current'>[]> {
  const { rows } = await pool.query<SessionRow>(
    `select id, nullif(user_agent, '') as user_agent, created_at, expires_at from sessions
     where user_id = $1 and expires_at > now() order by created_at desc limit 100`,
    [userId],
  );
  return rows.map((row) => ({
    id: row.id,
    userAgent: row.user_agent,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }));
}

/** Ends every session of the account but one; of all accounts' sessions none else. */
export async function endSessions(
  pool: Pool,
  userId: string,
  exceptId: string | null,
): Promise<number> {
  const { rowCount } = await pool.query(
    'delete from sessions where user_id = $1 and id is distinct from $2',
    [userId, exceptId],
  );
  return rowCount ?? 0;
}
