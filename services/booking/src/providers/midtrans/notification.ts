import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readCheckoutKey } from '../checkout-key.ts';
import type { IncomingWebhook, ProviderReport } from '../provider.ts';
import { sameSecret } from '../same-secret.ts';

/**
 * A transaction, as notifications and the status API both tell of it (docs.midtrans.com/docs/https-notification-webhooks and
 * /docs/get-status-api-requests). The reports of both have the same event id, so whichever comes second is a repeat.
 */
export const Transaction = z.object({
  order_id: z.string(),
  transaction_id: z.string(),
  transaction_status: z.string(),
  fraud_status: z.string().optional(),
  payment_type: z.string().optional(),
  gross_amount: z.string(),
  currency: z.string().default('IDR'),
});

export type Transaction = z.infer<typeof Transaction>;

const Signed = z.object({
  order_id: z.string(),
  status_code: z.string(),
  gross_amount: z.string(),
  signature_key: z.string(),
});

/**
 * `null` when the signature is not ours. SHA-512 over order id, status code, sum and server key, as the documents have it: **the state of
 * the transaction is not covered**, so whoever hears of it asks the status API before believing it.
 */
export function readNotification(
  { body }: IncomingWebhook,
  serverKey: string,
): readonly ProviderReport[] | null {
  const notification = parse(body);
  const signed = Signed.safeParse(notification);
  if (!signed.success) return null;

  const { order_id, status_code, gross_amount, signature_key } = signed.data;
  const expected = createHash('sha512')
    .update(order_id + status_code + gross_amount + serverKey)
    .digest('hex');
  if (!sameSecret(expected, signature_key)) return null;

  // Recurring and payout notifications have other shapes.
  const transaction = Transaction.safeParse(notification);
  return transaction.success && readCheckoutKey(order_id) ? [toReport(transaction.data)] : [];
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return null;
  }
}

/** A transaction in our words. */
export function toReport(transaction: Transaction): ProviderReport {
  const { order_id, transaction_id, transaction_status, fraud_status = '' } = transaction;
  return {
    eventId: `${transaction_id}:${transaction_status}:${fraud_status}`,
    status: statusOf(transaction),
    booking: readCheckoutKey(order_id),
    reference: order_id,
    // An order is charged once, and a refund names the order. The transaction's id is not signed: it must not pass for a second payment.
    paymentReference: order_id,
    amount: readRupiah(transaction.gross_amount),
    currency: transaction.currency,
  };
}

/** docs.midtrans.com/docs/transaction-status-cycle. What we do not know may still turn into anything: `open`. */
function statusOf(transaction: Transaction): ProviderReport['status'] {
  const { transaction_status: status, fraud_status: fraud, payment_type: type } = transaction;
  switch (status) {
    case 'settlement':
    case 'partial_refund':
    case 'partial_chargeback':
      return 'paid';
    case 'capture':
      // Challenged: somebody at the merchant accepts or denies it by hand.
      if (fraud === 'challenge') return 'open';
      return fraud === 'deny' ? 'failed' : 'paid';
    case 'deny':
    case 'failure':
      return 'failed';
    case 'cancel':
      // A card that was already charged is voided by a cancel until it is settled; nothing else is.
      return type === 'credit_card' && fraud === 'accept' ? 'refunded' : 'failed';
    case 'expire':
      return 'expired';
    case 'refund':
    case 'chargeback':
      return 'refunded';
    default:
      return 'open';
  }
}

/** Sums come as `"145000.00"`; rupiah have no minor unit, so anything behind the point but zeros is no sum of ours. */
function readRupiah(text: string): number | null {
  const amount = /^(\d{1,15})(?:\.0+)?$/.exec(text)?.[1];
  return amount === undefined ? null : Number(amount);
}
