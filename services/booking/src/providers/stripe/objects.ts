import { z } from 'zod';
import { readCheckoutKey } from '../checkout-key.ts';
import type { ProviderReport } from '../provider.ts';
import { fromStripe } from './money.ts';

/** An id alone, or the object itself where it was asked for. */
const expandable = <S extends z.ZodObject>(object: S) => z.union([z.string(), object]).nullish();

const Charge = z.object({
  id: z.string(),
  amount: z.number().int(),
  amount_refunded: z.number().int(),
  currency: z.string(),
  refunded: z.boolean(),
  payment_intent: z.string().nullish(),
  metadata: z.object({ checkout: z.string().optional() }).nullish(),
});

const PaymentIntent = z.object({
  id: z.string(),
  status: z.string(),
  latest_charge: expandable(Charge),
});

/** A Checkout Session (docs.stripe.com/api/checkout/sessions/object), no more of it than is used. */
export const Session = z.object({
  id: z.string().min(1),
  client_reference_id: z.string().nullish(),
  status: z.enum(['open', 'complete', 'expired']).nullish(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  amount_total: z.number().int().nullable(),
  currency: z.string().nullable(),
  payment_intent: expandable(PaymentIntent),
  url: z.string().nullish(),
});

export type Session = z.infer<typeof Session>;

const Event = z.object({
  id: z.string().min(1),
  type: z.string(),
  data: z.object({ object: z.unknown() }),
});

const SESSION_EVENTS: ReadonlySet<string> = new Set([
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
]);

/** What a verified event says of a booking of ours: nothing, or one thing. */
export function readEvent(event: unknown): readonly ProviderReport[] {
  const parsed = Event.safeParse(event);
  if (!parsed.success) return [];
  const { id, type, data } = parsed.data;

  if (SESSION_EVENTS.has(type)) {
    const session = Session.safeParse(data.object);
    if (!session.success) return [];
    const report = toReport(session.data);
    const isFailed = type === 'checkout.session.async_payment_failed';
    return ofOurs({ ...report, eventId: id, ...(isFailed && { status: 'failed' }) });
  }
  const charge = type === 'charge.refunded' ? Charge.safeParse(data.object) : undefined;
  return charge?.success ? ofOurs({ ...ofCharge(charge.data), eventId: id }) : [];
}

const ofOurs = (report: ProviderReport) => (report.booking ? [report] : []);

/** A charge names no session; its payment stands for it, and `findReport` takes either. */
function ofCharge(charge: z.infer<typeof Charge>): ProviderReport {
  const { id, payment_intent, refunded, metadata, amount, currency } = charge;
  return {
    eventId: id,
    status: refunded ? 'refunded' : 'paid',
    booking: readCheckoutKey(metadata?.checkout),
    reference: payment_intent ?? id,
    paymentReference: payment_intent ?? null,
    amount: fromStripe(amount, currency),
    currency: currency.toUpperCase(),
  };
}

/** A session in our words. */
export function toReport(session: Session): ProviderReport {
  const { id, client_reference_id: key, amount_total: amount, currency } = session;
  const status = statusOf(session);
  const paymentReference = paymentOf(session);
  return {
    eventId: `${id}:${status}`,
    status,
    booking: readCheckoutKey(key),
    reference: id,
    paymentReference,
    amount: amount === null || currency === null ? null : fromStripe(amount, currency),
    currency: currency?.toUpperCase() ?? null,
  };
}

export const paymentOf = ({ payment_intent: payment }: Session): string | null =>
  (typeof payment === 'string' ? payment : payment?.id) ?? null;

/** `complete` and `unpaid`: a slow method, such as a bank transfer, whose money is still to come or has failed to. */
function statusOf(session: Session): ProviderReport['status'] {
  const { status, payment_status: paid, payment_intent: payment } = session;
  if (status === 'expired') return 'expired';
  const known = typeof payment === 'object' ? payment : null;
  const charge = typeof known?.latest_charge === 'object' ? known.latest_charge : null;
  if (paid === 'paid') return charge?.refunded ? 'refunded' : 'paid';
  const isOver = known?.status === 'canceled' || known?.status === 'requires_payment_method';
  return status === 'complete' && isOver ? 'failed' : 'open';
}
