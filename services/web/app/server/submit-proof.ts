import { randomUUID } from 'node:crypto';
import type { PublicBooking } from '@karcis/contracts';
import type { PayOutcome } from '../bookings/pay-form.tsx';
import { PROOF_BYTES_MAX, readAnswers } from '../bookings/proof-form.ts';
import type { Exchange } from './exchange.ts';

/** The file and what else a form of ours may hold. */
const FORM_BYTES_MAX = PROOF_BYTES_MAX + 256 * 1024;
/** Each holds a file in memory. Browsers with script do not come this way. */
const AT_ONCE_MAX = 8;
let running = 0;

const refused = (code: 'file-too-large' | 'service-unavailable', status: number): PayOutcome => ({
  problem: { code, status, title: '' },
  answers: {},
});

/** Hands a form's proof on to the API. Undefined when it was taken; `chosen` where the form only chose how to pay. */
export async function submitWithoutScript(
  exchange: Exchange,
  booking: PublicBooking,
  request: Request,
): Promise<PayOutcome | 'chosen' | undefined> {
  const bytes = Number(request.headers.get('content-length') ?? Infinity);
  if (bytes > FORM_BYTES_MAX) {
    await request.body?.cancel();
    return tooLarge(exchange);
  }
  if (running >= AT_ONCE_MAX) return refused('service-unavailable', 503);
  running += 1;
  try {
    return await submit(exchange, booking, await request.formData());
  } finally {
    running -= 1;
  }
}

function tooLarge({ language }: Exchange): PayOutcome {
  const outcome = refused('file-too-large', 413);
  const title = language === 'id' ? 'Berkas lebih dari 10 MB' : 'The file is larger than 10 MB';
  return { ...outcome, problem: { ...outcome.problem, title } };
}

async function submit(
  { api }: Exchange,
  booking: PublicBooking,
  form: FormData,
): Promise<PayOutcome | 'chosen' | undefined> {
  const csrfToken = String(form.get('csrfToken') ?? '');
  const key = String(form.get('key') ?? '');
  const methodId = form.get('methodId');
  if (typeof methodId === 'string') {
    // A help for the organiser and no condition: whatever comes of it, the proof goes on.
    await api.selectMethod(booking.id, methodId, { csrfToken, key: randomUUID() });
  }
  if (form.get('intent') === 'method') return 'chosen';

  const item = await api.findItem(booking.item.id);
  const questions = item.ok ? item.data.submission.fields : [];
  const answers = readAnswers(form, questions);
  const body = new FormData();
  body.set('fields', JSON.stringify(answers));
  const file = form.get('file');
  if (file instanceof File && file.size > 0) body.set('file', file);

  const answer = await api.submitProof(booking.id, body, { csrfToken, key });
  if (answer.ok) return undefined;
  const { problem } = answer;
  // Sent twice, or too late: the booking's own page tells what became of it.
  if (MOVED_ON.has(problem.code)) return undefined;
  return { problem, answers };
}

const MOVED_ON = new Set([
  'invalid-transition',
  'idempotency-key-reused',
  'already-done',
  'hold-expired',
]);
