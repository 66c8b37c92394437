import type { BookingRefusal, ResponseOf, holdBooking } from '@karcis/contracts';
import { type InputProblem, type Problem, ProblemError, problem } from '@karcis/http';

type HoldRefusal = Exclude<ResponseOf<typeof holdBooking>, { outcome: 'held' }>;

const RETRY_AFTER_DEFAULT_SECONDS = 5;

/** For places that cannot return a refusal. */
export const refuse = ({ code, ...extra }: Problem) => new ProblemError(code, extra);

/** How a refused hold is answered. */
export function holdProblem(refusal: HoldRefusal): Problem {
  switch (refusal.outcome) {
    case 'hold-pool-full':
      return problem('hold-pool-full', { headers: { 'Retry-After': retryAfter(refusal) } });
    case 'quantity-too-large':
      return problem('validation-failed', { errors: [tooMany(refusal.maxQuantity)] });
    default:
      return problem(refusal.outcome);
  }
}

/** Seconds until the first hold ends, if that is known. */
function retryAfter({ nextReleaseAt, now }: { nextReleaseAt: string | null; now: string }): string {
  if (!nextReleaseAt) return String(RETRY_AFTER_DEFAULT_SECONDS);
  const seconds = Math.ceil((Date.parse(nextReleaseAt) - Date.parse(now)) / 1000);
  return String(Math.max(1, seconds));
}

const tooMany = (max: number): InputProblem => ({
  pointer: '/quantity',
  code: 'too-big',
  detail: { id: `Paling banyak ${max}`, en: `At most ${max}` },
});

/** How a refused command on a booking is answered. */
export function bookingProblem(refusal: BookingRefusal): Problem {
  switch (refusal.code) {
    case 'invalid-transition':
      return problem('invalid-transition', { members: { state: refusal.state } });
    case 'validation-failed':
      return problem('validation-failed', {
        errors: refusal.errors.map((error) => ({
          ...error,
          detail: { id: ANSWER_ERRORS[error.code] ?? error.detail, en: error.detail },
        })),
      });
    default:
      return problem(refusal.code);
  }
}

/** What booking says of answers to an item's questions, in Indonesian. */
const ANSWER_ERRORS: Readonly<Record<string, string>> = {
  required: 'Wajib diisi',
  'unrecognized-key': 'Isian tidak dikenal',
  'invalid-type': 'Jenis isian tidak sesuai',
  'invalid-format': 'Ada karakter yang tidak dapat disimpan',
  'invalid-value': 'Pilih salah satu yang tersedia',
  'too-big': 'Terlalu panjang',
};
