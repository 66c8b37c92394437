import { z } from 'zod';
import { defineEvent } from '../define.ts';
import { instant, uuid } from '../fields/ids.ts';
import { RefundReason } from '../http/payment.ts';

/**
 * What every event of a booking carries: which booking, how often it changed (`version`), and which set of places it means
 * (`epoch`). A reader ignores what is older than what it knows. Never personal data.
 */
const common = {
  bookingId: uuid,
  itemId: uuid,
  version: z.int().min(1),
  epoch: z.int().min(1),
  quantity: z.int().min(1),
};

const example = {
  bookingId: '0d9c7a52-6b1e-8c3f-9f57-2f6f0c7d1e11',
  itemId: '01997b7e-3c11-7000-8000-5d1c0a5f9b01',
  version: 2,
  epoch: 1,
  quantity: 1,
};

const define = <const Verb extends string, Shape extends z.core.$ZodShape>(
  verb: Verb,
  shape: Shape,
  values: z.infer<z.ZodObject<Shape>>,
) =>
  defineEvent({
    type: `booking.${verb}.v1`,
    stream: 'BOOKING',
    data: z.object({ ...common, ...shape }),
    example: { ...example, ...values } as never,
  });

const until = { holdExpiresAt: instant };
const untilThen = { holdExpiresAt: '2026-11-23T05:15:00.000Z' };

/** A hold was granted and recorded. Nobody says it any more: it is read as long as a stream may hold it. */
export const bookingHeld = define('held', until, untilThen);
/** Holds were granted and recorded, all in one go: at an on-sale moment an event for each would cost more than the holds. */
export const bookingsHeld = defineEvent({
  type: 'booking.held.v2',
  stream: 'BOOKING',
  data: z.object({ holds: z.array(z.object({ ...common, ...until })).min(1) }),
  example: { holds: [{ ...example, version: 1, ...untilThen }] },
});
/** A proof or form was handed in and the places are locked for review. */
export const bookingSubmitted = define(
  'submitted',
  { proofId: uuid.nullable() },
  { proofId: null },
);
/** Approved, or paid at a provider. */
export const bookingPaid = define('paid', {}, {});
/** Refused by the organiser; the places are free again. */
export const bookingRejected = define('rejected', {}, {});
/** The hold ended before anything was handed in. */
export const bookingExpired = define('expired', {}, {});
/** Given up by the owner or the organiser; the places are free again. */
export const bookingCancelled = define('cancelled', {}, {});
/** Who booked was forgotten; what was booked stays. Whoever keeps something of that person's forgets it too. */
export const bookingErased = define('erased', {}, {});
/** Three minutes are left. Worthless after `holdExpiresAt`. */
export const bookingExpiringSoon = define('expiring-soon', until, untilThen);

const paymentId = '01997b7e-3c11-7000-8000-5d1c0a5f9b02';

/** Money has to go back to the person: the booking was cancelled after it was paid, or the money came for nothing. */
export const bookingRefundDue = define(
  'refund-due',
  { paymentId: uuid, reason: RefundReason },
  { paymentId, reason: 'cancelled' },
);
/** The money went back, by the provider or by the organiser's hand. */
export const bookingRefunded = define('refunded', { paymentId: uuid }, { paymentId });
