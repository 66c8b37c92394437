import type { Booking, ProblemDetails } from '@karcis/contracts';

/** What an owner's page proves itself with; the owner token itself is in a cookie that no script sees. */
export type Owner = {
  readonly bookingId: string;
  readonly csrfToken: string;
  readonly language: string;
};

export type ProofResult =
  | { readonly kind: 'done'; readonly booking: Booking }
  | { readonly kind: 'refused'; readonly problem: ProblemDetails }
  /** Nobody knows whether it arrived: the same again, with the same key, is safe. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'cancelled' };

export type ProofUpload = {
  readonly form: FormData;
  readonly key: string;
  readonly signal: AbortSignal;
  /** From 0 to 1; the server still checks the file after that. */
  readonly onProgress: (share: number) => void;
};

const TRIES_MAX = 6;

/** Hands a proof in, and waits while the same one is still being worked on. */
export async function sendProof(owner: Owner, upload: ProofUpload): Promise<ProofResult> {
  for (let left = TRIES_MAX; ; left -= 1) {
    const result = await sendOnce(owner, upload);
    const isRunning = result.kind === 'refused' && result.problem.code === 'request-in-progress';
    if (!isRunning || left === 1) return result;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** By XMLHttpRequest, because fetch does not tell how much has been sent. */
function sendOnce(owner: Owner, { form, key, signal, onProgress }: ProofUpload) {
  const { promise, resolve } = Promise.withResolvers<ProofResult>();
  const request = new XMLHttpRequest();
  request.open('POST', `/api/bookings/${owner.bookingId}/proof`);
  for (const [name, value] of Object.entries(headersOf(owner, key))) {
    request.setRequestHeader(name, value);
  }
  request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total));
  request.addEventListener('load', () => resolve(resultOf(request.status, request.responseText)));
  request.addEventListener('error', () => resolve({ kind: 'lost' }));
  request.addEventListener('abort', () => resolve({ kind: 'cancelled' }));
  signal.addEventListener('abort', () => request.abort(), { once: true });
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled' } as const);
  request.send(form);
  return promise;
}

function resultOf(status: number, text: string): ProofResult {
  try {
    const body: unknown = JSON.parse(text);
    if (status < 300) return { kind: 'done', booking: body as Booking };
    return { kind: 'refused', problem: body as ProblemDetails };
  } catch {
    return { kind: 'lost' };
  }
}

/** Tells which way of paying was chosen. It is a help for the organiser and no condition, so a failure is let go. */
export async function chooseMethod(owner: Owner, methodId: string): Promise<void> {
  await fetch(`/api/bookings/${owner.bookingId}/select-method`, {
    method: 'POST',
    headers: { ...headersOf(owner, crypto.randomUUID()), 'Content-Type': 'application/json' },
    body: JSON.stringify({ methodId }),
  }).catch(() => undefined);
}

const headersOf = ({ csrfToken, language }: Owner, key: string) => ({
  'Idempotency-Key': key,
  'X-CSRF-Token': csrfToken,
  'Accept-Language': language,
});
