import { z } from 'zod';
import { instant, shortId, uuid } from '../fields/ids.ts';
import { amount, currency } from '../fields/money.ts';
import { Contact, note, personName } from '../fields/person.ts';
import { requiredText } from '../fields/text.ts';
import { AdminPayment, Payment } from './payment.ts';
import { PaymentMethod } from './payment-method.ts';

/** The mission's states (section 0), with PENDING (a provider checkout is open) and CANCELLED. */
export const BookingState = z.enum([
  'HOLD',
  'PENDING',
  'REVIEW',
  'PAID',
  'REJECTED',
  'EXPIRED',
  'CANCELLED',
]);
export type BookingState = z.infer<typeof BookingState>;

export const Actor = z.enum(['customer', 'organiser', 'system', 'provider']);
export type Actor = z.infer<typeof Actor>;

/** `POST /api/bookings/hold`. */
export const HoldRequest = z
  .strictObject({
    itemId: z.union([uuid, shortId]),
    name: personName,
    contact: Contact.optional(),
    note: note.optional(),
    quantity: z.int().min(1).max(100).default(1),
    attendees: z
      .array(z.strictObject({ name: personName }))
      .max(100)
      .optional(),
  })
  .refine(({ attendees, quantity }) => !attendees || attendees.length <= quantity, {
    error: 'Peserta lebih banyak dari tempat | More attendees than places',
    path: ['attendees'],
  });
export type HoldRequest = z.infer<typeof HoldRequest>;

export const SelectMethodRequest = z.strictObject({ methodId: uuid });
export const RejectRequest = z.strictObject({ reason: requiredText(500) });
export const NoFields = z.strictObject({});

/** Answers to an item's own questions, by the question's key. */
export const Answers = z.record(z.string().max(40), z.union([z.string().max(4000), z.boolean()]));
export type Answers = z.infer<typeof Answers>;

/** Why a file was refused. */
export const FileRefusal = z.enum([
  'file-too-large',
  'file-type-not-allowed',
  'file-unreadable',
  'file-unsafe',
]);
export type FileRefusal = z.infer<typeof FileRefusal>;

export const Proof = z.strictObject({
  id: uuid,
  status: z.enum(['checking', 'accepted', 'refused']),
  /** A file's refusal, or the booking's own: `hold-expired`, `invalid-transition`. */
  code: z.string().nullable(),
  mime: z.string().nullable(),
  size: z.int().nullable(),
  sha256: z.string().nullable(),
  uploadedAt: instant,
});
export type Proof = z.infer<typeof Proof>;

export const TimelineEntry = z.strictObject({ state: BookingState, at: instant, by: Actor });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const Notification = z.strictObject({
  kind: z.string(),
  channel: z.string(),
  status: z.enum(['queued', 'sent', 'failed']),
  at: instant,
});
export type Notification = z.infer<typeof Notification>;

export const BookedItem = z.strictObject({
  id: uuid,
  title: z.string(),
  url: z.string(),
  /** Rises with each change of the item. */
  version: z.int(),
  startsAt: instant,
  endsAt: instant.nullable(),
  location: z.string(),
  /** Whether who was there gets a certificate when the item is over. */
  certificate: z.boolean(),
});

/** What everyone who knows the code sees: the name masked, contact, note, proof and payment details left out. */
export const PublicBooking = z.strictObject({
  id: uuid,
  code: z.string(),
  url: z.string(),
  state: BookingState,
  version: z.int(),
  item: BookedItem,
  name: z.string(),
  quantity: z.int(),
  amount,
  currency,
  holdExpiresAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
  timeline: z.array(TimelineEntry),
  serverTime: instant,
});
export type PublicBooking = z.infer<typeof PublicBooking>;

/** What the owner and the organiser see. */
export const Booking = PublicBooking.extend({
  /** As it was normalised: a number in E.164. */
  contact: z.strictObject({ whatsapp: z.string().optional(), email: z.string().optional() }),
  note: z.string(),
  answers: Answers,
  /** What to transfer: `amount`, and a few rupiah more where the chosen method tells bookings apart by it. */
  amountDue: amount,
  paymentMethod: PaymentMethod.nullable(),
  proof: Proof.nullable(),
  payment: Payment.nullable(),
  rejectionReason: z.string().nullable(),
  tickets: z.array(
    z.strictObject({ id: uuid, attendee: z.string(), token: z.string().optional() }),
  ),
  notifications: z.array(Notification),
});
export type Booking = z.infer<typeof Booking>;

/** The answer to a hold: the booking with the token that proves ownership. */
export const HeldBooking = Booking.extend({ ownerToken: z.string() });
export type HeldBooking = z.infer<typeof HeldBooking>;

export const AuditEntry = z.strictObject({
  version: z.int(),
  actor: Actor,
  /** Keyed HMAC of the client's address; null where no client was involved. */
  ipHash: z.string().nullable(),
  from: BookingState.nullable(),
  to: BookingState,
  reason: z.string().nullable(),
  at: instant,
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** `GET /api/admin/bookings/:id`. */
export const AdminBooking = Booking.extend({
  audit: z.array(AuditEntry),
  /** True when the audit trail's hash chain holds and ends in the present state. */
  auditIntact: z.boolean(),
  /** Other bookings that handed in the very same file. */
  duplicates: z.array(z.strictObject({ bookingId: uuid, proofId: uuid, uploadedAt: instant })),
  /** Every payment of it, oldest first. */
  payments: z.array(AdminPayment),
});
export type AdminBooking = z.infer<typeof AdminBooking>;

/** A row of `GET /api/admin/bookings`. */
export const AdminBookingRow = Booking.omit({
  timeline: true,
  tickets: true,
  notifications: true,
  answers: true,
});
export type AdminBookingRow = z.infer<typeof AdminBookingRow>;
