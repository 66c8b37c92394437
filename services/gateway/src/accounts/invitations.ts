import { randomBytes, randomUUID } from 'node:crypto';
import type { OrganiserAccount } from '@karcis/contracts';
import type { Pool } from 'pg';
import type { Calls } from '../calls.ts';
import { replacePasswordLink, takePasswordLink } from '../db/password-links.ts';
import { keyedHash } from './keyed-hash.ts';

export type Invitations = {
  /** Mails the account a link by which it sets its password. False when the message could not be taken. */
  send(
    account: Pick<OrganiserAccount, 'id' | 'email' | 'name'>,
    language: 'id' | 'en',
  ): Promise<boolean>;
  /** Whose link it was; it works once. */
  redeem(token: string): Promise<string | undefined>;
};

export type InvitationsOptions = {
  readonly pool: Pool;
  readonly secret: string;
  readonly sendInvitation: Calls['sendInvitation'];
};

/** Over a weekend, and an owner can send another one. */
const LIFE_SECONDS = 3 * 24 * 60 * 60;

export function createInvitations({
  pool,
  secret,
  sendInvitation,
}: InvitationsOptions): Invitations {
  const hashOf = (token: string) => keyedHash(secret, 'password-link', token);

  return {
    async send({ id: userId, email, name }, language) {
      const token = randomBytes(32).toString('base64url');
      const expiresAt = await replacePasswordLink(pool, {
        ...{ tokenHash: hashOf(token), userId, lifeSeconds: LIFE_SECONDS },
      });
      const { accepted } = await sendInvitation({
        ...{ id: randomUUID(), email, name, language },
        expiresAt: expiresAt.toISOString(),
        path: `/admin/set-password?${new URLSearchParams({ token })}`,
      });
      return accepted;
    },
    redeem: (token) => takePasswordLink(pool, hashOf(token)),
  };
}
