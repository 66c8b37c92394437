import { findBookingFacts } from '../db/bookings.ts';
import { claimChecks, putOffCheck } from '../db/payment-queues.ts';
import type { PaymentRow } from '../db/payments.ts';
import { backoffSeconds } from '../domain/payment.ts';
import type { PaymentProvider, ProviderReport } from '../providers/provider.ts';
import { applyReport } from './apply-report.ts';
import type { WorkDeps } from './work-events.ts';

const firstCheckSeconds = 30;
const checkSecondsMax = 3600;
/** A provider that calls a session open for so long after its end will never say more. */
const goneAfterMs = 3 * 24 * 60 * 60 * 1000;

/**
 * Asks providers about open sessions that are due: what a lost webhook left open is closed, and a session that would outlive its
 * booking is ended. All that are due get their turn, those that have waited longest first. Returns how many were due.
 */
export async function checkSessions(deps: WorkDeps): Promise<number> {
  for (let checked = 0; ;) {
    const due = await claimChecks(deps.db, [...deps.providers.keys()]);
    if (due.length === 0) return checked;
    await Promise.all(due.map((payment) => check(deps, payment)));
    checked += due.length;
  }
}

async function check(deps: WorkDeps, payment: PaymentRow): Promise<void> {
  const provider = deps.providers.get(payment.provider as PaymentProvider['name']);
  if (!provider || payment.reference === null) return;
  try {
    const report = await ask(deps, provider, payment, payment.reference);
    if ((await applyReport(deps, provider.name, report)) !== 'nothing-new') return;
  } catch (error) {
    deps.telemetry.paymentTrouble(provider.name, 'check', error);
  }
  const seconds = backoffSeconds(payment.checks, firstCheckSeconds, checkSecondsMax);
  await putOffCheck(deps.db, payment.id, seconds);
}

/** What the provider says of the session, after it was ended if its booking is over. */
async function ask(
  { db }: WorkDeps,
  provider: PaymentProvider,
  payment: PaymentRow,
  reference: string,
) {
  const { booking_id: bookingId, epoch } = payment;
  const checkout = { bookingId, epoch, reference };
  const isOver = (await findBookingFacts(db, bookingId))?.state !== 'PENDING';
  if (isOver) await provider.expireCheckout(checkout);

  const report = await provider.findReport(checkout);
  const status =
    report && report.status !== 'open' ? report.status : statusOf(payment, isOver, report);
  return { ...(report ?? nothing(reference)), status, booking: { id: bookingId, epoch } };
}

/** Of a session that nobody used a provider may know nothing: it is over once its time is. */
function statusOf(
  { expires_at: expiresAt }: PaymentRow,
  isOver: boolean,
  report: ProviderReport | null,
): 'open' | 'expired' {
  const overMs = isOver && expiresAt ? Date.now() - expiresAt.getTime() : -1;
  return overMs > (report ? goneAfterMs : 0) ? 'expired' : 'open';
}

const nothing = (reference: string): Omit<ProviderReport, 'status' | 'booking'> => ({
  eventId: '',
  reference,
  paymentReference: null,
  amount: null,
  currency: null,
});
