import { z } from 'zod';
import { instant, uuid } from '../fields/ids.ts';
import { amount, currency } from '../fields/money.ts';
import { requiredText } from '../fields/text.ts';

/** The payment providers that Karcis speaks to. */
export const PaymentProviderName = z.enum(['midtrans', 'xendit', 'stripe']);
export type PaymentProviderName = z.infer<typeof PaymentProviderName>;

/** How money stands: a session is `open` until it is `paid` or `failed`; what is owed back is `refund-due`, then `refunded`. */
export const PaymentStatus = z.enum(['open', 'paid', 'refund-due', 'refunded', 'failed']);
export type PaymentStatus = z.infer<typeof PaymentStatus>;

/** Why money goes back: the organiser cancelled, it came after the end, a second time, or it was not the sum that was asked for. */
export const RefundReason = z.enum(['cancelled', 'too-late', 'paid-twice', 'wrong-amount']);
export type RefundReason = z.infer<typeof RefundReason>;

/** A booking's payment, as its owner sees it. */
export const Payment = z.strictObject({
  provider: z.string(),
  status: PaymentStatus,
  /** What came in, or, before that, what is asked for. */
  amount,
  currency,
  paidAt: instant.nullable(),
});
export type Payment = z.infer<typeof Payment>;

/** The same for the organiser. */
export const AdminPayment = Payment.extend({
  id: uuid,
  bookingId: uuid,
  /** The provider's id of the session, and of the payment itself. */
  reference: z.string().nullable(),
  paymentReference: z.string().nullable(),
  refundReason: RefundReason.nullable(),
  /** Since when the provider is being asked to give it back. */
  refundRequestedAt: instant.nullable(),
  /** Why the provider has not given it back yet. */
  refundError: z.string().nullable(),
  refundedAt: instant.nullable(),
  /** The organiser's account, or `provider` where the provider told of it. */
  refundedBy: z.string().nullable(),
  refundReference: z.string().nullable(),
  createdAt: instant,
});
export type AdminPayment = z.infer<typeof AdminPayment>;

/** A row of `GET /api/admin/payments`. */
export const AdminPaymentRow = AdminPayment.extend({
  booking: z.strictObject({
    code: z.string(),
    name: z.string(),
    state: z.string(),
    itemTitle: z.string(),
    amount,
    currency,
  }),
});
export type AdminPaymentRow = z.infer<typeof AdminPaymentRow>;

/** Something a provider said that could not be matched with a booking, or not be worked on, so far. */
export const UnmatchedPayment = z.strictObject({
  provider: z.string(),
  eventId: z.string(),
  reference: z.string(),
  bookingId: uuid.nullable(),
  status: z.string(),
  amount: z.int().nullable(),
  currency: z.string().nullable(),
  receivedAt: instant,
  attempts: z.int(),
  problem: z.string(),
});
export type UnmatchedPayment = z.infer<typeof UnmatchedPayment>;

/** `POST /api/bookings/:id/checkout`. Without a method: the chosen one, or the only one of a provider. */
export const CheckoutRequestBody = z.strictObject({ methodId: uuid.optional() });

export const Checkout = z.strictObject({
  /** Where the browser goes to pay. */
  redirectUrl: z.string(),
  /** The hold's end, and the session's. */
  expiresAt: instant,
});
export type Checkout = z.infer<typeof Checkout>;

/** `POST /api/admin/bookings/:id/cancel`. */
export const CancelPaidRequest = z.strictObject({ reason: requiredText(500) });

/** `POST /api/admin/bookings/:id/refund`. A reference says that the money was sent back by hand. */
export const RefundRequest = z.strictObject({ reference: requiredText(120).optional() });
