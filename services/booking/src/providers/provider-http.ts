import { Agent, request } from 'undici';
import type { z } from 'zod';
import { createCircuit, type CircuitOptions } from './circuit.ts';
import { type ProviderName, ProviderRefused, ProviderUnavailable } from './provider.ts';

export type ProviderHttpOptions = CircuitOptions & {
  readonly provider: ProviderName;
  /** The key, as HTTP Basic has it: the user name, with no password. */
  readonly key: string;
  /** From the first byte out to the last byte in. */
  readonly timeoutMs?: number;
};

export type ProviderCall = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
};

export type ProviderAnswer = { readonly status: number; readonly body: unknown };

/** What the callers of a checkout wait is 12 s in all. */
const TIMEOUT_MS = 8_000;
const ANSWER_BYTES_MAX = 262_144;
const CONNECTIONS = 8;

/** Answers that mean "not now": too early, too much, our key is not (yet) known. An operator can mend a key. */
const NOT_NOW = new Set([401, 403, 408, 425, 429]);

export type ProviderHttp = (call: ProviderCall) => Promise<ProviderAnswer>;

/**
 * Asks a provider, once: who calls has a queue that asks again. Throws `ProviderUnavailable` for no answer, one that is not JSON, 5xx, 429
 * and a key that is not taken; every other answer is given back. No message holds a body or a key: both may be personal or secret.
 */
export function createProviderHttp(options: ProviderHttpOptions): ProviderHttp {
  const { provider, key, timeoutMs = TIMEOUT_MS } = options;
  const circuit = createCircuit(options);
  const dispatcher = new Agent({ connections: CONNECTIONS, allowH2: false });
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

  return (call) =>
    circuit(async () => {
      const { status, text } = await ask(call);
      if (status >= 500 || NOT_NOW.has(status)) {
        throw new ProviderUnavailable(`${provider} answered ${status}`);
      }
      return { status, body: parse(text, status) };
    });

  async function ask({ method, url, headers, body }: ProviderCall) {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await request(url, {
        method,
        headers: {
          accept: 'application/json',
          authorization,
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
        signal,
        dispatcher,
      });
      return { status: response.statusCode, text: await readText(response.body) };
    } catch (error) {
      const { name, code } = error as { name?: string; code?: string };
      const isTimeout = name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT';
      throw new ProviderUnavailable(
        isTimeout
          ? `${provider} did not answer within ${timeoutMs} ms`
          : `${provider} did not answer (${code ?? name})`,
      );
    }
  }

  function parse(text: string, status: number): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new ProviderUnavailable(`${provider} answered ${status} without JSON`);
    }
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new RangeError('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/**
 * The answer in the shape that the provider publishes. One that has another shape is taken for an outage: a provider's half-broken
 * release, or a proxy's page, passes; a wrong reading of it would not.
 */
export function readAnswer<S extends z.ZodType>(
  provider: ProviderName,
  schema: S,
  body: unknown,
): z.infer<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.') || 'all of it');
  throw new ProviderUnavailable(`${provider} answered in another shape (${fields.join(', ')})`);
}

/** A refusal with the provider's code only: its sentences may repeat what we sent, names included. */
export const refused = (provider: ProviderName, what: string, code: string | number) =>
  new ProviderRefused(`${provider} refused ${what} (${code})`);
