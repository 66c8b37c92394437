import type { IncomingMessage } from 'node:http';
import { parse } from 'cookie';

const parsed = new WeakMap<IncomingMessage, Record<string, string | undefined>>();

/** The request's cookies, parsed when first asked for. */
export function cookiesOf(req: IncomingMessage): Readonly<Record<string, string | undefined>> {
  const known = parsed.get(req);
  if (known) return known;

  const cookies = parse(req.headers.cookie ?? '');
  parsed.set(req, cookies);
  return cookies;
}

const BEARER = /^Bearer +([\x21-\x7e]+) *$/i;

/** The token of `Authorization: Bearer …`. */
export const bearerOf = ({ headers }: IncomingMessage): string | undefined =>
  BEARER.exec(headers.authorization ?? '')?.[1];
