import { z } from 'zod';
import { defineCall } from '../define.ts';
import { uuid } from '../fields/ids.ts';
import { listOf, Page, pageOf } from '../http/list.ts';
import {
  AdminPayment,
  AdminPaymentRow,
  Checkout,
  PaymentStatus,
  UnmatchedPayment,
} from '../http/payment.ts';
import { answered, command, refused } from './booking.ts';

/**
 * Opens a checkout at a payment provider: HOLD becomes PENDING. One booking and epoch have one session; a repeat gives the same
 * one. A provider that does not answer is a refusal, and leaves the booking in HOLD.
 */
export const openCheckout = defineCall({
  subject: 'cmd.booking.open-checkout.v1',
  request: z.object({
    ...command,
    /** Left out: the method that was chosen, or the only one of a provider. */
    methodId: uuid.nullable(),
    /** Where the provider sends the browser afterwards. */
    returnUrl: z.url(),
    language: z.enum(['id', 'en']),
  }),
  response: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), code: z.string(), checkout: Checkout }),
    refused,
  ]),
});

/** Hands in a provider's webhook as it came. `taken` also for a repeat; the work comes later. */
export const takePaymentWebhook = defineCall({
  subject: 'cmd.booking.take-payment-webhook.v1',
  request: z.object({
    provider: z.string(),
    /** Names in lower case. */
    headers: z.record(z.string(), z.string()),
    /** The body's bytes in base64: the signature is over these very bytes. */
    body: z.base64(),
  }),
  response: z.object({ outcome: z.enum(['taken', 'forged', 'unknown-provider']) }),
});

/** The organiser cancels what is PAID: places go back, the money is due back. */
export const cancelPaidBooking = defineCall({
  subject: 'cmd.booking.cancel-paid.v1',
  request: z.object({ ...command, reason: z.string() }),
  response: answered,
});

/**
 * Gives back what is due. Money that came from a provider goes back by it, in time; with a reference, or for a manual transfer, it
 * was sent back by hand and is only recorded. A repeat says nothing new, or asks a provider that refused once more.
 */
export const refundBooking = defineCall({
  subject: 'cmd.booking.refund.v1',
  request: z.object({
    ...command,
    reference: z.string().nullable(),
    /** The organiser's account id. */
    organiser: z.string(),
  }),
  response: answered,
});

/** Every payment of one booking, oldest first. */
export const findPayments = defineCall({
  subject: 'qry.booking.payments-of.v1',
  request: z.object({ bookingId: uuid }),
  response: z.object({ payments: z.array(AdminPayment) }),
});

/** Payments of a status, the oldest first. */
export const listPayments = defineCall({
  subject: 'qry.booking.payments.v1',
  request: z.object({ ...Page.shape, status: PaymentStatus.optional() }),
  response: pageOf(listOf(AdminPaymentRow)),
});

/** What providers said that found no booking, or could not be worked on, so far. At most a hundred, the newest first. */
export const listUnmatchedPayments = defineCall({
  subject: 'qry.booking.unmatched-payments.v1',
  request: z.object({}),
  response: z.object({ data: z.array(UnmatchedPayment) }),
});
