import type { ProblemDetails } from '@karcis/contracts';
import { Pool } from 'undici';

/** What the gateway said. A refusal is an answer too. */
export type Answer<T> =
  | { readonly ok: true; readonly status: number; readonly data: T }
  | { readonly ok: false; readonly status: number; readonly problem: Refusal };

/** Problem details with what `Retry-After` said, in seconds. */
export type Refusal = Omit<ProblemDetails, 'type'> & { readonly retryAfter?: number };

/** The browser that we ask for: the gateway counts, authorises and remembers it and not us. */
export type Browser = {
  readonly headers: Readonly<Record<string, string>>;
  /** Takes a cookie that the gateway set on to the browser. */
  readonly setCookie: (cookie: string) => void;
};

export type Question = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly form?: FormData;
  readonly key?: string | undefined;
  readonly csrfToken?: string | undefined;
  /** An owner token, where the browser has no cookie with it. */
  readonly token?: string | undefined;
};

/** Asks for one browser. Answers are as `@karcis/contracts` has them: the gateway's own tests hold it to that. */
export type Ask = <T>(question: Question) => Promise<Answer<T>>;

export type Gateway = {
  askFor(browser: Browser): Ask;
  /** The bytes of a picture of ours, or undefined. */
  findImage(path: string): Promise<Buffer | undefined>;
  close(): Promise<void>;
};

const CONNECTIONS_MAX = 128;
const CONNECT_MS = 2_000;
/** A proof is answered after 5 s at the latest; its upload takes what it takes. */
const ANSWER_MS = 15_000;

export function connectGateway(url: string, internalSecret: string): Gateway {
  const pool = new Pool(url, {
    connections: CONNECTIONS_MAX,
    connect: { timeout: CONNECT_MS },
    headersTimeout: ANSWER_MS,
    bodyTimeout: ANSWER_MS,
  });

  const askFor =
    ({ headers, setCookie }: Browser): Ask =>
    async <T>({ method = 'GET', path, body, form, key, csrfToken, token }: Question) => {
      try {
        const sent = await encode(body, form);
        const answer = await pool.request({
          method,
          path,
          headers: {
            ...headers,
            'x-internal-secret': internalSecret,
            ...(sent && { 'content-type': sent.type }),
            ...(key && { 'idempotency-key': key }),
            ...(csrfToken && { 'x-csrf-token': csrfToken }),
            ...(token && { authorization: `Bearer ${token}` }),
          },
          body: sent?.bytes ?? null,
        });
        for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) setCookie(cookie);
        const text = await answer.body.text();
        const status = answer.statusCode;
        if (status < 300) return { ok: true, status, data: (text && JSON.parse(text)) as T };
        return { ok: false, status, problem: refusalOf(text, status, answer.headers) };
      } catch {
        // Not there, too slow, or cut off: people are told the same in each case.
        return { ok: false, status: 503, problem: UNREACHABLE };
      }
    };

  async function findImage(path: string): Promise<Buffer | undefined> {
    try {
      const { statusCode, body } = await pool.request({ method: 'GET', path });
      const bytes = Buffer.from(await body.arrayBuffer());
      return statusCode === 200 ? bytes : undefined;
    } catch {
      return undefined;
    }
  }

  return { askFor, findImage, close: () => pool.destroy() };
}

async function encode(body: unknown, form: FormData | undefined) {
  if (form) {
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    return { type, bytes: Buffer.from(await encoded.arrayBuffer()) };
  }
  return body === undefined
    ? undefined
    : { type: 'application/json', bytes: Buffer.from(JSON.stringify(body)) };
}

/** Without title: pages have their own words for it. */
const UNREACHABLE: Refusal = { code: 'service-unavailable', status: 503, title: '' };

function refusalOf(
  text: string,
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Refusal {
  const retryAfter = Number(headers['retry-after']);
  const wait = Number.isFinite(retryAfter) ? { retryAfter } : {};
  try {
    return { ...(JSON.parse(text) as ProblemDetails), ...wait };
  } catch {
    return { ...UNREACHABLE, status, ...wait };
  }
}
