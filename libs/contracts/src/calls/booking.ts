import { z } from 'zod';
import { defineCall } from '../define.ts';
import { bookingCode, instant, uuid } from '../fields/ids.ts';
import { Stats } from '../http/admin.ts';
import { Answers, AuditEntry, Booking, BookingState } from '../http/booking.ts';
import { listOf, Page, pageOf } from '../http/list.ts';
import {
  AdminPaymentMethod,
  CreatePaymentMethod,
  PaymentMethod,
  UpdatePaymentMethod,
} from '../http/payment-method.ts';

/** The owner's view as booking knows it; the gateway adds deliveries. */
export const BookingView = Booking.omit({ notifications: true }).extend({
  /** Whose account it was made in, if anybody was signed in. Not for the wire. */
  accountId: uuid.nullish(),
});
export type BookingView = z.infer<typeof BookingView>;

/** Why a command on a booking was refused: an answer, not a failure. */
export const BookingRefusal = z.discriminatedUnion('code', [
  z.object({ code: z.literal('booking-not-found') }),
  z.object({ code: z.literal('hold-expired') }),
  z.object({ code: z.literal('invalid-transition'), state: BookingState }),
  z.object({ code: z.literal('payment-method-not-found') }),
  z.object({ code: z.literal('payment-provider-unavailable') }),
  z.object({ code: z.literal('file-required') }),
  z.object({ code: z.enum(['statement-line-not-found', 'statement-line-used']) }),
  z.object({
    code: z.literal('validation-failed'),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })),
  }),
]);
export type BookingRefusal = z.infer<typeof BookingRefusal>;

export const refused = z.object({ ok: z.literal(false), refusal: BookingRefusal });
export const answered = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), booking: BookingView }),
  refused,
]);
export type BookingAnswer = z.infer<typeof answered>;

/** Who asks: the keyed hash of the client's address, for the audit trail. */
const caller = { ipHash: z.string().nullable() };
export const command = { bookingId: uuid, ...caller };

/**
 * Opens a booking under the caller's id. A repeat with the same fingerprint gives the first answer (creation facts only),
 * with another fingerprint `idempotency-key-reused`.
 */
export const holdBooking = defineCall({
  subject: 'cmd.booking.hold.v1',
  request: z.object({
    ...command,
    /** SHA-256 of the canonical request, hex. */
    fingerprint: z.string(),
    itemRef: z.string(),
    name: z.string(),
    contact: z.object({ whatsapp: z.string().optional(), email: z.string().optional() }),
    note: z.string(),
    quantity: z.int().min(1),
    attendees: z.array(z.string()),
    accountId: uuid.optional(),
    /** The language to write to this person in. */
    language: z.enum(['id', 'en']),
  }),
  response: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('held'), booking: BookingView, repeated: z.boolean() }),
    z.object({ outcome: z.literal('idempotency-key-reused') }),
    z.object({ outcome: z.enum(['item-not-found', 'item-closed', 'sold-out', 'hold-expired']) }),
    z.object({
      outcome: z.literal('hold-pool-full'),
      nextReleaseAt: instant.nullable(),
      now: instant,
    }),
    z.object({ outcome: z.literal('quantity-too-large'), maxQuantity: z.int() }),
  ]),
});

/** Chooses how to pay, in HOLD. `operation` is the idempotency key's hash: a repeat succeeds even after the state moved on. */
export const selectMethod = defineCall({
  subject: 'cmd.booking.select-method.v1',
  request: z.object({ ...command, methodId: uuid, operation: z.string() }),
  response: answered,
});

/** Checks that a proof may come and that the answers fit the item's questions, and keeps them for that proof. */
export const prepareProof = defineCall({
  subject: 'cmd.booking.prepare-proof.v1',
  request: z.object({ ...command, proofId: uuid, answers: Answers, hasFile: z.boolean() }),
  response: z.discriminatedUnion('ok', [z.object({ ok: z.literal(true) }), refused]),
});

/** Hands in a form without a file, where the item needs none. Needs `prepare-proof` before. */
export const submitForm = defineCall({
  subject: 'cmd.booking.submit-form.v1',
  request: z.object({ ...command, proofId: uuid }),
  response: answered,
});

/** What became of one proof; `outcome` is null while it is still being worked on. */
export const findProofOutcome = defineCall({
  subject: 'qry.booking.proof-outcome.v1',
  request: z.object({ bookingId: uuid, proofId: uuid }),
  response: z.object({
    booking: BookingView.nullable(),
    outcome: z.enum(['submitted', 'refused']).nullable(),
    refusal: BookingRefusal.nullable(),
  }),
});

export const cancelBooking = defineCall({
  subject: 'cmd.booking.cancel.v1',
  request: z.object(command),
  response: answered,
});

export const approveBooking = defineCall({
  subject: 'cmd.booking.approve.v1',
  request: z.object({ ...command, statementLineId: uuid.optional() }),
  response: answered,
});

export const rejectBooking = defineCall({
  subject: 'cmd.booking.reject.v1',
  request: z.object({ ...command, reason: z.string() }),
  response: answered,
});

/**
 * Forgets who booked: one booking by its code, or all that this contact, or this account, made. What is still under way, or has
 * money to give back, waits. `erased` also names a booking of the code that was erased before.
 */
export const eraseBookings = defineCall({
  subject: 'cmd.booking.erase.v1',
  request: z.object({
    who: z.union([
      z.object({ code: bookingCode }),
      z.object({ contact: z.string(), accountId: uuid.nullable() }),
    ]),
    ...caller,
  }),
  response: z.object({
    erased: z.array(z.object({ id: uuid, code: bookingCode })),
    waiting: z.int(),
  }),
});

/** One booking by id or public code. */
export const findBooking = defineCall({
  subject: 'qry.booking.booking.v1',
  request: z.union([z.object({ id: uuid }), z.object({ code: bookingCode })]),
  response: z.object({ booking: BookingView.nullable() }),
});

/** The audit trail of one booking, oldest first, and whether its hash chain holds. */
export const findAudit = defineCall({
  subject: 'qry.booking.audit.v1',
  request: z.object({ bookingId: uuid }),
  response: z.object({ audit: z.array(AuditEntry), intact: z.boolean() }),
});

/** The organiser's list: REVIEW first, oldest first, unless a state is asked for. `q` matches code, name and contact. */
export const listBookings = defineCall({
  subject: 'qry.booking.bookings.v1',
  request: z.object({
    ...Page.shape,
    state: BookingState.optional(),
    itemId: uuid.optional(),
    q: z.string().max(100).optional(),
  }),
  response: pageOf(listOf(BookingView)),
});

export const readStats = defineCall({
  subject: 'qry.booking.stats.v1',
  request: z.object({}),
  response: Stats,
});

/** How to write to a booking's owner. Asked by the notifier at the moment of sending; never stored there, never logged. */
export const findRecipient = defineCall({
  subject: 'qry.booking.recipient.v1',
  request: z.object({ bookingId: uuid }),
  response: z.object({
    recipient: z
      .object({
        name: z.string(),
        whatsapp: z.string().nullable(),
        email: z.string().nullable(),
        language: z.enum(['id', 'en']),
        booking: BookingView,
      })
      .nullable(),
  }),
});

/** Payment methods that a customer may choose now. */
export const listPaymentMethods = defineCall({
  subject: 'qry.booking.payment-methods.v1',
  request: z.object({}),
  response: z.object({ data: z.array(PaymentMethod) }),
});

export const listAllPaymentMethods = defineCall({
  subject: 'qry.booking.all-payment-methods.v1',
  request: z.object(Page.shape),
  response: pageOf(listOf(AdminPaymentMethod)),
});

const methodOutcome = z.object({ method: AdminPaymentMethod.nullable() });

export const createPaymentMethod = defineCall({
  subject: 'cmd.booking.create-payment-method.v1',
  request: z.object({ id: uuid, method: CreatePaymentMethod }),
  response: methodOutcome,
});

export const updatePaymentMethod = defineCall({
  subject: 'cmd.booking.update-payment-method.v1',
  request: z.object({ id: uuid, changes: UpdatePaymentMethod }),
  response: methodOutcome,
});

/** Removes a method that no booking chose; one that was chosen is only switched off. */
export const removePaymentMethod = defineCall({
  subject: 'cmd.booking.remove-payment-method.v1',
  request: z.object({ id: uuid }),
  response: z.object({ removed: z.boolean() }),
});
