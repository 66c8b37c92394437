import type { Answer } from '@karcis/local';

/** Ids cut short, so that a question fits into a line. */
export const shortPath = (path: string) =>
  path.replace(/([0-9a-f]{4})[0-9a-f]{4}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '$1…');

/** What an answer says, in a few words. */
export function describeAnswer({ json, headers, bytes }: Answer): string {
  const body = json as Record<string, unknown> | undefined;
  if (!body) return `${headers.get('content-type') ?? 'nothing'}, ${bytes.length} bytes`;

  const replayed = headers.get('idempotency-replayed') ? ', replayed' : '';
  const retry = headers.get('retry-after');
  if (typeof body['code'] === 'string' && typeof body['title'] === 'string' && 'status' in body) {
    return `${body['code']}: ${body['title']}${retry ? ` (again in ${retry} s)` : ''}`;
  }
  if (typeof body['state'] === 'string')
    return `${body['state']} ${grouped(body['code'])}${replayed}`;
  if (Array.isArray(body['data'])) return `${body['data'].length} rows`;
  if (typeof body['title'] === 'string') return `${body['title']}, ${placesOf(body)}`;
  return Object.keys(body).join(', ');
}

/** K7QM2XVD9HTA as people read it: K7QM-2XVD-9HTA. */
const grouped = (code: unknown) => String(code).replace(/....(?!$)/g, '$&-');

function placesOf({ availability }: Record<string, unknown>): string {
  const { available, capacity } = (availability ?? {}) as Record<string, unknown>;
  return `${available} of ${capacity} on offer`;
}
