import { z } from 'zod';
import { bookingCode, instant, uuid } from '../fields/ids.ts';
import { email, whatsapp } from '../fields/person.ts';
import { requiredText } from '../fields/text.ts';
import { OrganiserRole } from './accounts.ts';
import { BookingState } from './booking.ts';

/** `POST /api/admin/login`. */
export const LoginRequest = z.strictObject({
  email: z.email().max(254),
  password: z.string().min(1).max(256),
});

/** `GET /api/admin/me`. */
export const Me = z.strictObject({
  kind: z.enum(['session', 'api-key']),
  email: z.string().nullable(),
  name: z.string(),
  role: OrganiserRole,
  /** True when an authenticator app is asked for at login. */
  secondFactor: z.boolean(),
  /** True when nothing else is open to this account until it has one. */
  secondFactorRequired: z.boolean(),
  notifyNewProof: z.boolean(),
});
export type Me = z.infer<typeof Me>;

/** `GET /api/admin/stats`. */
export const Stats = z.strictObject({
  total: z.int(),
  byState: z.record(BookingState, z.int()),
  /** Approved ÷ (approved + rejected), null before the first decision. */
  approvalRate: z.number().nullable(),
  /** Seconds from proof to decision. */
  reviewSeconds: z.strictObject({ median: z.number().nullable(), p95: z.number().nullable() }),
  /** Seconds that the oldest booking in REVIEW has waited. */
  oldestReviewSeconds: z.number().nullable(),
  today: z.strictObject({
    held: z.int(),
    submitted: z.int(),
    paid: z.int(),
    rejected: z.int(),
    expired: z.int(),
  }),
});
export type Stats = z.infer<typeof Stats>;

export const DeliveryStatus = z.enum(['queued', 'sent', 'failed']);

/** A message to one person or endpoint, as the organiser sees it: no address, no text. */
export const Delivery = z.strictObject({
  id: uuid,
  bookingId: uuid,
  kind: z.string(),
  channel: z.string(),
  status: DeliveryStatus,
  attempts: z.int(),
  lastError: z.string().nullable(),
  nextAttemptAt: instant.nullable(),
  /** When it reached its reader's device and when it was read, as far as the provider tells. */
  deliveredAt: instant.nullable().optional(),
  readAt: instant.nullable().optional(),
  createdAt: instant,
  updatedAt: instant,
});
export type Delivery = z.infer<typeof Delivery>;

/** A message that its consumer gave up on. */
export const DeadLetter = z.strictObject({
  id: uuid,
  service: z.string(),
  durable: z.string(),
  subject: z.string(),
  error: z.string(),
  attempts: z.int(),
  createdAt: instant,
  replayedAt: instant.nullable(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** An outgoing webhook. The secret is shown once, in the answer to its creation. */
export const WebhookEndpoint = z.strictObject({
  id: uuid,
  url: z.string(),
  description: z.string(),
  kinds: z.array(z.string()),
  createdAt: instant,
  /** Since when it gets nothing more, because it answered 410. */
  disabledAt: instant.nullable(),
});
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>;

export const CreatedWebhookEndpoint = WebhookEndpoint.extend({ secret: z.string() });

export const CreateWebhookEndpoint = z.strictObject({
  /** Any host, an address too: which ones may be written to is the notifier's to say. */
  url: z.url({ protocol: /^https?$/ }).max(2000),
  description: requiredText(120).optional(),
  /** Message kinds to send; empty means all. */
  kinds: z.array(z.string().max(64)).max(20).default([]),
});
export type CreateWebhookEndpoint = z.infer<typeof CreateWebhookEndpoint>;

/** Whose data to forget: one booking's by its code, or all of an e-mail address or WhatsApp number. */
export const EraseRequest = z.union([
  z.strictObject({ code: bookingCode }),
  z.strictObject({ contact: z.union([email, whatsapp]) }),
]);
export type EraseRequest = z.infer<typeof EraseRequest>;

/** How many bookings have nobody any more, how many have to wait (under way, or money to give back), and the accounts deleted. */
export const Erasure = z.strictObject({
  erased: z.int(),
  waiting: z.int(),
  accounts: z.int(),
});
export type Erasure = z.infer<typeof Erasure>;
