import { randomUUID } from 'node:crypto';
import type { PublicBooking } from '@karcis/contracts';
import { redirect } from 'react-router';
import type { PayOutcome } from '../bookings/pay-form.tsx';
import { CHECKOUT_PARAM } from './checkout-param.ts';
import type { Exchange } from './exchange.ts';

/** Which method's provider a form wants to pay at: '' for the one whose checkout is open. Null: it wants something else. */
export const checkoutIn = (url: URL): string | null => url.searchParams.get(CHECKOUT_PARAM);

/**
 * Sends the browser to the provider. A checkout that is asked for twice is the same one, so any key will do. What moved on
 * meanwhile is told by the booking's own page.
 */
export async function openCheckout(
  { api }: Exchange,
  booking: PublicBooking,
  methodId: string,
  form: FormData,
): Promise<Response | PayOutcome> {
  const sealed = { csrfToken: String(form.get('csrfToken') ?? ''), key: randomUUID() };
  const answer = await api.checkout(booking.id, methodId || undefined, sealed);
  if (answer.ok) return redirect(answer.data.redirectUrl, 303);
  if (MOVED_ON.has(answer.problem.code)) return redirect(booking.url, 303);
  return { problem: answer.problem, answers: {} };
}

const MOVED_ON = new Set(['invalid-transition', 'hold-expired']);
