import type { IncomingMessage, ServerResponse } from 'node:http';
import { currentTraceparent } from '@karcis/telemetry';
import type { Browser } from '../gateway/connection.ts';

/**
 * What the gateway must know of the browser that it sent us. `host`, `origin` and `sec-fetch-site` let it judge where a
 * form came from as if the browser had posted to it.
 */
const PASSED_ON = [
  'cookie',
  'host',
  'origin',
  'sec-fetch-site',
  'x-karcis-client-ip',
  'x-request-id',
  'user-agent',
];

/** The browser behind a request that the gateway passed on to us. `language` is the one that it reads. */
export function browserOf(req: IncomingMessage, res: ServerResponse, language: string): Browser {
  const traceparent = currentTraceparent() ?? req.headers['traceparent'];
  const headers: Record<string, string> = {
    'accept-language': language,
    ...(typeof traceparent === 'string' && { traceparent }),
  };
  for (const name of PASSED_ON) {
    const value = req.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return { headers, setCookie: (cookie) => void res.appendHeader('Set-Cookie', cookie) };
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** False for a form that another site made somebody post. Old browsers say nothing, and the CSRF token stops them. */
export function isSameOrigin({ method, headers }: IncomingMessage): boolean {
  if (SAFE_METHODS.has(method ?? '')) return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;

  const { origin, host } = headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
