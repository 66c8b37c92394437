import { isRouteErrorResponse } from 'react-router';
import type { Refusal } from '../../src/gateway/connection.ts';

/**
 * What a page's own request was refused with, where that can be mended by asking again: the gateway was not reached, was too
 * busy, or counted too many requests. Undefined for everything else.
 */
export function refusalOf(error: unknown): Refusal | undefined {
  // Browsers have no other word for a connection that was not made or that broke.
  if (error instanceof TypeError) return { code: 'service-unavailable', status: 503, title: '' };
  if (!isRouteErrorResponse(error) || !MAY_PASS.has(error.status)) return undefined;

  const code = error.status === 429 ? 'rate-limited' : 'service-unavailable';
  return { code, status: error.status, title: '', ...problemIn(error.data) };
}

const MAY_PASS = new Set([429, 502, 503, 504]);

/** Loaders of ours throw problems as they are; what the gateway answers in their place comes as text. */
export function problemIn(data: unknown): Partial<Refusal> {
  if (typeof data !== 'string') return (data as Partial<Refusal> | null) ?? {};
  try {
    return JSON.parse(data) as Partial<Refusal>;
  } catch {
    return {};
  }
}
