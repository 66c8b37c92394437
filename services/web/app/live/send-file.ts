import type { ProblemDetails } from '@karcis/contracts';
import type { Refusal } from '../../src/gateway/connection.ts';

export type FileUpload = {
  /** The API's address. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: FormData;
  readonly signal: AbortSignal;
  /** From 0 to 1; the server still checks the file after that. */
  readonly onProgress: (share: number) => void;
};

export type FileResult<Body> =
  | { readonly kind: 'done'; readonly body: Body }
  | { readonly kind: 'refused'; readonly problem: Refusal }
  /** Nobody knows whether it arrived: the same again, with the same key, is safe. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'cancelled' };

const TRIES_MAX = 6;
const TRY_AGAIN_MS = 1_000;
/** All of it is sent, and the server answers within 5 s: whoever says nothing for so long will not say anything. */
const SILENCE_MS = 30_000;

/** Hands a file in, and waits while the same one is still being worked on. */
export async function sendFile<Body>(upload: FileUpload): Promise<FileResult<Body>> {
  for (let left = TRIES_MAX; ; left -= 1) {
    const result = await sendOnce<Body>(upload);
    const isRunning = result.kind === 'refused' && result.problem.code === 'request-in-progress';
    if (!isRunning || left === 1) return result;
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
  }
}

/** By XMLHttpRequest, because fetch does not tell how much has been sent. */
function sendOnce<Body>({ address, headers, form, signal, onProgress }: FileUpload) {
  const { promise, resolve } = Promise.withResolvers<FileResult<Body>>();
  const request = new XMLHttpRequest();
  request.open('POST', address);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total));
  let silence: ReturnType<typeof setTimeout> | undefined;
  request.upload.addEventListener('load', () => {
    silence = setTimeout(() => {
      resolve({ kind: 'lost' });
      request.abort();
    }, SILENCE_MS);
  });
  request.addEventListener('loadend', () => clearTimeout(silence));
  request.addEventListener('load', () => resolve(resultOf(request)));
  request.addEventListener('error', () => resolve({ kind: 'lost' }));
  request.addEventListener('abort', () => resolve({ kind: 'cancelled' }));
  signal.addEventListener('abort', () => request.abort(), { once: true });
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled' } as const);
  request.send(form);
  return promise;
}

function resultOf<Body>(request: XMLHttpRequest): FileResult<Body> {
  try {
    const body: unknown = JSON.parse(request.responseText);
    if (request.status < 300) return { kind: 'done', body: body as Body };
    const wait = request.getResponseHeader('Retry-After');
    const retryAfter = wait === null ? {} : { retryAfter: Number(wait) };
    return { kind: 'refused', problem: { ...(body as ProblemDetails), ...retryAfter } };
  } catch {
    return { kind: 'lost' };
  }
}
