import { z } from 'zod';
import { instant, uuid } from '../fields/ids.ts';
import { amount } from '../fields/money.ts';
import { Booking } from './booking.ts';
import { Page } from './list.ts';

/** 5 MB of a bank's CSV. */
export const STATEMENT_BYTES_MAX = 5 * 1024 * 1024;
/** How many broken lines an answer names; the rest are counted. */
export const BROKEN_LINES_SHOWN = 100;

/** The part `fields` of `POST /api/admin/statements`: whose statement it is. */
export const StatementFields = z.strictObject({ methodId: uuid });

export const BrokenLine = z.strictObject({
  /** As an editor counts it, from 1. */
  line: z.int(),
  reason: z.enum(['columns', 'date', 'amount', 'unreadable']),
});

/** A bank statement that was read. Lines are those below its header. */
export const Statement = z.strictObject({
  id: uuid,
  methodId: uuid,
  lines: z.int(),
  /** Lines of money that came in; `repeated` of them stood in an earlier statement and count no more. */
  credits: z.int(),
  repeated: z.int(),
  debits: z.int(),
  broken: z.strictObject({ count: z.int(), first: z.array(BrokenLine) }),
  importedAt: instant,
});
export type Statement = z.infer<typeof Statement>;

/**
 * What a line that no booking has yet may be. `exact`: one booking in REVIEW, and no other line would do for it. `late`: one
 * booking that waits for no review, because it has not handed in a proof or has ended: money came but no place is due.
 * `paid`: one that was approved without it. `ambiguous`: several bookings, or several lines. `dismissed`: an organiser set it aside.
 */
export const TransferKind = z.enum([
  'exact',
  'ambiguous',
  'late',
  'paid',
  'unmatched',
  'dismissed',
]);
export type TransferKind = z.infer<typeof TransferKind>;

export const TransferBooking = Booking.pick({
  id: true,
  code: true,
  state: true,
  name: true,
  item: true,
  quantity: true,
  amount: true,
  amountDue: true,
  currency: true,
  proof: true,
  createdAt: true,
  updatedAt: true,
});
export type TransferBooking = z.infer<typeof TransferBooking>;

/** A line of a bank statement and the bookings that it may be for, a few of them where there are many. */
export const Transfer = z.strictObject({
  id: uuid,
  methodId: uuid,
  statementId: uuid,
  line: z.int(),
  day: z.iso.date(),
  description: z.string(),
  amount,
  kind: TransferKind,
  bookings: z.array(TransferBooking),
});
export type Transfer = z.infer<typeof Transfer>;

/** `GET /api/admin/transfers`. */
export const TransferQuery = Page.extend({
  kind: TransferKind.optional(),
  methodId: uuid.optional(),
});

/** Newest first, with how many lines there are of each kind. */
export const TransferList = z.strictObject({
  data: z.array(Transfer),
  nextCursor: z.string().nullable(),
  counts: z.record(TransferKind, z.int()),
});
export type TransferList = z.infer<typeof TransferList>;

/** `POST /api/admin/bookings/:id/approve`. The line is the money that was seen; it can be named for one booking only. */
export const ApproveRequest = z.strictObject({ statementLineId: uuid.optional() });
