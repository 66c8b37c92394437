import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type Question = {
  /** A bearer token: an owner's, or the API key. */
  readonly token?: string | undefined;
  /** The Idempotency-Key; a new one when left out. */
  readonly key?: string;
  readonly body?: unknown;
  readonly form?: FormData;
};

export type Answer = {
  readonly method: Method;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
};

/** Asks the HTTP API as any client would. */
export type Api = (method: Method, path: string, question?: Question) => Promise<Answer>;

const TRIES = 3;
const RETRY_AFTER_MAX_SECONDS = 60;
const ANSWER_WITHIN_MS = 20_000;

/** A client that waits when it is told that it asks too often. */
export function createApi(origin: string): Api {
  return async (method, path, question = {}) => {
    const { key = randomUUID() } = question;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await ask(origin, method, path, { ...question, key });
      if (answer.status !== 429 || attempt === TRIES) return answer;

      const seconds = Number(answer.headers.get('retry-after') ?? 1);
      await pause(Math.min(seconds, RETRY_AFTER_MAX_SECONDS) * 1000);
    }
  };
}

async function ask(
  origin: string,
  method: Method,
  path: string,
  { token, key, body, form }: Question,
): Promise<Answer> {
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: {
      'Accept-Language': 'en',
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(method === 'POST' && key && { 'Idempotency-Key': key }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(form && { body: form }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  const json: unknown = isJson ? JSON.parse(bytes.toString()) : undefined;
  return { method, path, status: response.status, headers: response.headers, bytes, json };
}
