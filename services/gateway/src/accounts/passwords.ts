import type { IncomingMessage } from 'node:http';
import { isEqual } from '../domain/identity.ts';
import type { Auth } from './auth.ts';
import { cookiesOf } from './cookies.ts';
import { keyedHash } from './keyed-hash.ts';
import { orUnavailable } from './outage.ts';

/** Somebody who knows an account's password. */
export type Known = {
  readonly id: string;
  readonly email: string;
  readonly secondFactor: boolean;
  /** What is stored of the password. */
  readonly hash: string;
};

export type Passwords = {
  /** Undefined when the address or the password is wrong, or the account disabled: nobody learns which, or by the time it takes. */
  check(email: string, password: string): Promise<Known | undefined>;
  /** Stores a new one. */
  set(userId: string, password: string): Promise<void>;
  /** The Set-Cookie that carries this much of a login to its second step. */
  ticketFor(known: Known): string;
  /** Whose ticket it is, if it is one: until it ends, or the password changes. */
  holderOf(req: IncomingMessage): Promise<Known | undefined>;
};

export type PasswordsOptions = {
  readonly auth: Auth;
  readonly secret: string;
  readonly secure: boolean;
};

const PROVIDER = 'credential';
const TICKET_COOKIE = 'karcis_second_factor';
const TICKET_SECONDS = 5 * 60;

/** The first step of an organiser's login. */
export function createPasswords({ auth, secret, secure }: PasswordsOptions): Passwords {
  /** Of nobody's password: comparing takes the same time where there is no account. */
  let nobodys: Promise<string> | undefined;

  async function find(where: { email: string } | { id: string }): Promise<Known | undefined> {
    const { internalAdapter: accounts } = await auth.$context;
    const user =
      'email' in where
        ? (await orUnavailable(accounts.findUserByEmail(where.email)))?.user
        : await orUnavailable(accounts.findUserById(where.id));
    if (!user) return undefined;
    const linked = await orUnavailable(accounts.findAccounts(user.id));
    const hash = linked.find(({ providerId }) => providerId === PROVIDER)?.password;
    const { disabledAt, secondFactor } = user as { disabledAt?: Date; secondFactor?: boolean };
    if (!hash || disabledAt) return undefined;
    return { id: user.id, email: user.email, secondFactor: secondFactor === true, hash };
  }

  const sign = (id: string, until: string, hash: string) =>
    keyedHash(secret, 'login-ticket', id, until, hash);

  return {
    async check(email, password) {
      const { password: hashing } = await auth.$context;
      const known = await find({ email: email.toLowerCase() });
      nobodys ??= hashing.hash('nobody');
      const isRight = await hashing.verify({ hash: known?.hash ?? (await nobodys), password });
      return isRight ? known : undefined;
    },

    async set(userId, password) {
      const { internalAdapter: accounts, password: hashing } = await auth.$context;
      const hash = await hashing.hash(password);
      const linked = await orUnavailable(accounts.findAccounts(userId));
      if (linked.some(({ providerId }) => providerId === PROVIDER)) {
        await orUnavailable(accounts.updatePassword(userId, hash));
      } else {
        const account = { userId, providerId: PROVIDER, accountId: userId, password: hash };
        await orUnavailable(accounts.linkAccount(account));
      }
    },

    ticketFor({ id, hash }) {
      const until = String(Date.now() + TICKET_SECONDS * 1000);
      return (
        `${TICKET_COOKIE}=${id}.${until}.${sign(id, until, hash)}; Path=/; Max-Age=${TICKET_SECONDS}; ` +
        `HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
      );
    },

    async holderOf(req) {
      const [id = '', until = '', mac = ''] = (cookiesOf(req)[TICKET_COOKIE] ?? '').split('.');
      if (!id || !(Number(until) > Date.now())) return undefined;
      const known = await find({ id });
      return known && isEqual(sign(id, until, known.hash), mac) ? known : undefined;
    },
  };
}

/** The Set-Cookie that forgets the ticket. */
export const noTicket = `${TICKET_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`;
