import type { IncomingMessage } from 'node:http';

/** The request's cookies as they came; of equal names the first one, which is the nearest path's. */
export function cookiesOf({ headers }: IncomingMessage): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const pair of (headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at < 0) continue;
    cookies[pair.slice(0, at).trim()] ??= pair.slice(at + 1).trim();
  }
  return cookies;
}
