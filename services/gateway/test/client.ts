import { randomUUID } from 'node:crypto';
import { itemId } from './facts.ts';

/** A body whose form the test itself asserts. */
export type Json = ReturnType<typeof JSON.parse>;

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
};

export async function send(
  url: string,
  init: RequestInit & { headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text ? JSON.parse(text) : undefined,
  };
}

export const get = (url: string, headers: Record<string, string> = {}) => send(url, { headers });

/** A POST with a key of its own unless one is given. */
export const post = (url: string, body?: unknown, headers: Record<string, string> = {}) =>
  send(url, {
    method: 'POST',
    headers: {
      'Idempotency-Key': randomUUID(),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

export const aHold = { itemId, name: 'Siti Aminah', contact: { email: 'siti@example.org' } };

export const hold = (url: string, body: unknown = aHold, headers: Record<string, string> = {}) =>
  post(`${url}/api/bookings/hold`, body, headers);

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
