import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProblemError } from '@karcis/http';
import { doubleCsrf } from 'csrf-csrf';
import type { Request, Response } from 'express';
import { cookiesOf } from './cookies.ts';
import { requireSameOrigin } from './same-origin.ts';

export type Csrf = {
  /** The token to send as `X-CSRF-Token`; its other half goes into a cookie. */
  issue(req: IncomingMessage, res: ServerResponse): string;
  /** For each request that a cookie authenticates. Throws `forbidden` or `csrf-token-invalid`; safe methods pass. */
  require(req: IncomingMessage): void;
};

export type CsrfOptions = {
  readonly secret: string;
  readonly publicUrl: URL;
  /** The cookies whose change makes tokens worthless. */
  readonly sessionCookies: readonly string[];
};

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Owners of bookings have no session; their cookies are worth nothing to other sites without the token. */
const NO_SESSION = 'visitor';

export function createCsrf({ secret, publicUrl, sessionCookies }: CsrfOptions): Csrf {
  const secure = publicUrl.protocol === 'https:';
  const { generateCsrfToken, validateRequest } = doubleCsrf({
    getSecret: () => secret,
    getSessionIdentifier: (req) =>
      sessionCookies.flatMap((name) => cookiesOf(req)[name] ?? []).join('|') || NO_SESSION,
    // The prefix keeps other hosts of the same domain from planting a pair of their own.
    cookieName: secure ? '__Host-karcis_csrf' : 'karcis_csrf',
    cookieOptions: { sameSite: 'lax', path: '/', secure, httpOnly: true },
  });

  return {
    issue: (req, res) => generateCsrfToken(withCookies(req), res as Response),
    require(req) {
      if (SAFE_METHODS.has(req.method ?? '')) return;
      requireSameOrigin(req, publicUrl);
      if (!validateRequest(withCookies(req))) throw new ProblemError('csrf-token-invalid');
    },
  };
}

const withCookies = (req: IncomingMessage) =>
  Object.assign(req, { cookies: cookiesOf(req) }) as unknown as Request;
