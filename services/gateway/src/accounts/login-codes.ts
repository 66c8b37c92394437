import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@karcis/http';
import type { Pool } from 'pg';
import type { Calls } from '../calls.ts';
import { insertLoginCode, spendTry, takeCode, takeLink } from '../db/login-codes.ts';
import { isEqual } from '../domain/identity.ts';
import { cookiesOf } from './cookies.ts';
import { keyedHash } from './keyed-hash.ts';

export type CodeRequest = {
  readonly email: string;
  readonly next: string | undefined;
  readonly language: 'id' | 'en';
  readonly req: IncomingMessage;
};

export type LoginCodes = {
  /** Mails a code and a link. Answers when they end, and the cookie by which this browser is known again. */
  send(request: CodeRequest): Promise<{ readonly expiresAt: Date; readonly cookie: string }>;
  /** The address, if the code is the one that was sent there; each works once. */
  redeemCode(email: string, code: string, req: IncomingMessage): Promise<string | undefined>;
  redeemLink(token: string): Promise<string | undefined>;
};

export type LoginCodesOptions = {
  readonly pool: Pool;
  readonly secret: string;
  readonly secure: boolean;
  readonly sendLoginCode: Calls['sendLoginCode'];
};

const LIFE_SECONDS = 10 * 60;
const TRIES_MAX = 5;
const CODES = 1_000_000;
const BROWSER_COOKIE = 'karcis_login';

/**
 * Codes and links that are sent to an address. In place of better-auth's emailOTP, of which there is one code an address: there
 * anybody who knows the address can use up its tries, or replace it, while its owner types.
 */
export function createLoginCodes(options: LoginCodesOptions): LoginCodes {
  const { pool, secret, secure, sendLoginCode } = options;
  const codeHashOf = (id: string, code: string) => keyedHash(secret, 'login-code', id, code);
  const linkHashOf = (token: string) => keyedHash(secret, 'login-link', token);
  const browserHashOf = (browser: string) => keyedHash(secret, 'login-browser', browser);

  return {
    async send({ email, next, language, req }) {
      const id = randomUUID();
      const code = String(randomInt(CODES)).padStart(6, '0');
      const token = randomBytes(32).toString('base64url');
      const browser = cookiesOf(req)[BROWSER_COOKIE] ?? randomBytes(16).toString('base64url');

      const expiresAt = await insertLoginCode(pool, {
        id,
        email,
        codeHash: codeHashOf(id, code),
        linkHash: linkHashOf(token),
        browserHash: browserHashOf(browser),
        lifeSeconds: LIFE_SECONDS,
      });
      const query = new URLSearchParams({ token, ...(next !== undefined && { next }) });
      const { accepted } = await sendLoginCode({
        ...{ id, email, code, language },
        expiresAt: expiresAt.toISOString(),
        path: `/login/link?${query}`,
      });
      if (!accepted) throw new ProblemError('service-unavailable');
      return { expiresAt, cookie: cookieOf(browser, secure) };
    },

    async redeemCode(email, code, req) {
      const browser = cookiesOf(req)[BROWSER_COOKIE];
      const spent = await spendTry(pool, email, browser ? browserHashOf(browser) : null, TRIES_MAX);
      if (!spent || !isEqual(spent.codeHash, codeHashOf(spent.id, code))) return undefined;
      return takeCode(pool, spent.id);
    },

    redeemLink: (token) => takeLink(pool, linkHashOf(token)),
  };
}

const cookieOf = (browser: string, secure: boolean) =>
  `${BROWSER_COOKIE}=${encodeURIComponent(browser)}; Path=/; Max-Age=${LIFE_SECONDS}; HttpOnly; SameSite=Lax` +
  (secure ? '; Secure' : '');
