import { z } from 'zod';
import { defineEvent } from '../define.ts';
import { instant, uuid } from '../fields/ids.ts';

/**
 * What every booking event carries: which booking, how often it changed (`version`), and which set of places it means
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

/** A hold was granted and recorded. */
export const bookingHeld = define(
  'held',
  { holdExpiresAt: instant },
  { holdExpiresAt: '2026-11-23T05:15:00.000Z' },
);
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
/** Three minutes are left. Worthless after `holdExpiresAt`. */
export const bookingExpiringSoon = define(
  'expiring-soon',
  { holdExpiresAt: instant },
  { holdExpiresAt: '2026-11-23T05:15:00.000Z' },
);
