import { z } from 'zod';
import { readCheckoutKey } from '../checkout-key.ts';
import type { IncomingWebhook, ProviderReport } from '../provider.ts';
import { sameSecret } from '../same-secret.ts';

/** An invoice, as callbacks and the API both show it (docs.xendit.co, Invoice; sums in whole rupiah). */
export const Invoice = z.object({
  id: z.string().min(1),
  external_id: z.string(),
  status: z.string(),
  amount: z.number(),
  paid_amount: z.number().nullish(),
  currency: z.string().default('IDR'),
  payment_id: z.string().nullish(),
});

export type Invoice = z.infer<typeof Invoice>;

/** docs.xendit.co/apidocs/refund-webhook-notification; `reference_id` is the checkout's key where we asked for the refund. */
const RefundNews = z.object({
  event: z.literal('refund.succeeded'),
  data: z.object({
    id: z.string(),
    invoice_id: z.string(),
    reference_id: z.string().nullish(),
    payment_id: z.string().nullish(),
    amount: z.number(),
    currency: z.string(),
  }),
});

/**
 * `null` when the token is not ours. The token proves who sent it and says **nothing about the body**: whoever hears of it asks
 * the API before believing it.
 */
export function readCallback(
  { headers, body }: IncomingWebhook,
  token: string,
): readonly ProviderReport[] | null {
  if (!sameSecret(headers['x-callback-token'] ?? '', token)) return null;

  const news = parse(body);
  const refund = RefundNews.safeParse(news);
  if (refund.success) {
    const { id, reference_id: key, invoice_id: reference, ...rest } = refund.data.data;
    const booking = readCheckoutKey(key);
    if (!booking) return [];
    const { payment_id: paymentReference = null, amount, currency } = rest;
    return [
      {
        ...{ eventId: `${id}:refunded`, status: 'refunded', booking, reference, paymentReference },
        ...{ amount: wholeSum(amount), currency },
      },
    ];
  }
  const invoice = Invoice.safeParse(news);
  return invoice.success && readCheckoutKey(invoice.data.external_id)
    ? [toReport(invoice.data)]
    : [];
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return null;
  }
}

/** An invoice in our words. */
export function toReport(invoice: Invoice): ProviderReport {
  const { id, external_id: key, amount, paid_amount: paid, currency } = invoice;
  const status = statusOf(invoice.status);
  const paymentReference = invoice.payment_id ?? null;
  return {
    eventId: `${id}:${status}:${paymentReference ?? ''}`,
    status,
    booking: readCheckoutKey(key),
    reference: id,
    paymentReference,
    amount: wholeSum(status === 'paid' ? (paid ?? amount) : amount),
    currency,
  };
}

/** SETTLED is PAID whose money has reached the merchant: nothing new for a booking. */
function statusOf(status: string): ProviderReport['status'] {
  if (status === 'PAID' || status === 'SETTLED') return 'paid';
  return status === 'EXPIRED' ? 'expired' : 'open';
}

const wholeSum = (amount: number) => (Number.isSafeInteger(amount) ? amount : null);
