import { Pool } from 'undici';
import { SendFailure } from '../channel.ts';

const CONNECTIONS = 8;
/** From the first byte out to the last byte in. */
const TIMEOUT_MS = 20_000;
const ANSWER_BYTES_MAX = 65_536;

export type ProviderAnswer = { readonly status: number; readonly json: unknown };

export type ProviderHttp = {
  /** Posts to the provider. Rejects with SendFailure where no whole answer came. */
  post(
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): Promise<ProviderAnswer>;
  close(): Promise<void>;
};

/** A provider's API over a few connections that are kept. `origin` is `https://host`. */
export function createProviderHttp(origin: string): ProviderHttp {
  const pool = new Pool(origin, { connections: CONNECTIONS });
  return {
    async post(path, headers, body) {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      try {
        const answer = await pool.request({ method: 'POST', path, headers, body, signal });
        const text = await answer.body.text();
        return { status: answer.statusCode, json: parse(text.slice(0, ANSWER_BYTES_MAX)) };
      } catch (error) {
        const { name, code } = error as { name?: string; code?: string };
        const reason = name === 'TimeoutError' ? 'it took too long' : (code ?? name);
        throw new SendFailure(`provider not reached: ${reason}`, { isOutage: true });
      }
    },
    close: () => pool.destroy(),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
