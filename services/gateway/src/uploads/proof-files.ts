import { PassThrough, type Readable } from 'node:stream';
import { type ProblemCode, problems } from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import { Unavailable } from '@karcis/messaging';
import { currentTraceparent } from '@karcis/telemetry';
import { Pool } from 'undici';
import { INTERNAL_SECRET_HEADER } from '../http/clients.ts';

/** A file on its way to proof-validation, which has it only once `finish` was called. */
export type Upload = {
  readonly body: PassThrough;
  /** Resolves when the file was taken. Rejects with the refusal as a ProblemError, maybe before the end, or with Unavailable. */
  readonly verdict: Promise<void>;
  finish(): void;
  /** Leaves nothing behind there. */
  abort(): void;
};

export type StoredFile = {
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Readable;
};

export type ProofFiles = {
  sendProof(proofId: string, bookingId: string): Upload;
  sendImage(imageId: string): Upload;
  /** Throws the other side's refusal: `proof-not-found`, `image-not-found`. */
  open(path: string): Promise<StoredFile>;
  close(): Promise<void>;
};

/** An upload lasts as long as its sender's line needs, so there may be many. */
const CONNECTIONS_MAX = 512;
const CONNECT_MS = 2_000;
/** Checking a PDF takes its time; counted from the end of the file. */
const VERDICT_MS = 30_000;
/** What of a file's headers goes on to the client. */
const KEPT_HEADERS = [
  'content-type',
  'content-length',
  'content-disposition',
  'content-security-policy',
  'x-content-type-options',
  'cache-control',
];

/** Files go to and from proof-validation as streams; none is ever whole in memory here. */
export function createProofFiles(url: string, internalSecret: string): ProofFiles {
  const pool = new Pool(url, {
    connections: CONNECTIONS_MAX,
    connect: { timeout: CONNECT_MS },
    headersTimeout: VERDICT_MS,
    bodyTimeout: VERDICT_MS,
  });
  const headers = { [INTERNAL_SECRET_HEADER]: internalSecret };

  function send(method: 'PUT' | 'POST', path: string): Upload {
    const body = new PassThrough();
    body.on('error', () => undefined);
    const verdict = judge(method, path, body);
    // Whoever aborts does not wait for it.
    verdict.catch(() => undefined);
    return {
      body,
      verdict,
      finish: () => void body.end(),
      abort: () => void body.destroy(new Error('the form was refused')),
    };
  }

  async function judge(method: 'PUT' | 'POST', path: string, body: PassThrough): Promise<void> {
    const answer = await attempt(
      pool.request({
        method,
        path,
        body,
        headers: {
          ...headers,
          'content-type': 'application/octet-stream',
          traceparent: currentTraceparent(),
        },
      }),
    );
    if (answer.statusCode < 300) return answer.body.dump();
    throw await refusal(answer);
  }

  return {
    sendProof: (proofId, bookingId) => send('PUT', `/proofs/${proofId}?bookingId=${bookingId}`),
    sendImage: (imageId) => send('POST', `/images/${imageId}`),
    async open(path) {
      const answer = await attempt(pool.request({ method: 'GET', path, headers }));
      if (answer.statusCode !== 200) throw await refusal(answer);
      const kept = KEPT_HEADERS.flatMap((name) => {
        const value = answer.headers[name];
        return typeof value === 'string' ? [[name, value]] : [];
      });
      return { headers: Object.fromEntries(kept), content: answer.body };
    },
    close: () => pool.destroy(),
  };
}

type Response = Awaited<ReturnType<Pool['request']>>;

async function attempt(request: Promise<Response>): Promise<Response> {
  try {
    return await request;
  } catch (error) {
    throw new Unavailable('proof-validation does not answer', { cause: error });
  }
}

/** Its problem is ours: same codes, from one catalogue. */
async function refusal({ statusCode, body }: Response): Promise<Error> {
  const sent = (await body.json().catch(() => undefined)) as { code?: unknown } | undefined;
  const code = sent?.code;
  if (statusCode >= 500) return new Unavailable(`proof-validation failed with ${statusCode}`);
  if (typeof code === 'string' && code in problems) return new ProblemError(code as ProblemCode);
  return new Error(`proof-validation answered ${statusCode} without a known code`);
}
