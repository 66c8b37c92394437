import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@karcis/http';

/**
 * A browser says from where a request comes. Throws `forbidden` when it is from a page that is not ours; what
 * says nothing is no browser, or an old one that the CSRF token still stops.
 */
export function requireSameOrigin({ headers }: IncomingMessage, publicUrl: URL): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new ProblemError('forbidden');
  }
  const { origin, host } = headers;
  if (origin === undefined || origin === publicUrl.origin) return;
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw new ProblemError('forbidden');
}
