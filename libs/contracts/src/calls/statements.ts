import { z } from 'zod';
import { defineCall } from '../define.ts';
import { uuid } from '../fields/ids.ts';
import { pageOf } from '../http/list.ts';
import { Statement, TransferList, TransferQuery } from '../http/statement.ts';

/** As much as travels in one message with room for Base64. */
export const STATEMENT_PART_BYTES = 256 * 1024;

/** Keeps a part of a statement's file until all of it is there. A repeat replaces it. */
export const addStatementPart = defineCall({
  subject: 'cmd.booking.add-statement-part.v1',
  request: z.object({
    statementId: uuid,
    part: z.int().min(0).max(100),
    base64: z.string().max(Math.ceil(STATEMENT_PART_BYTES / 3) * 4 + 4),
  }),
  response: z.object({}),
});

/** Reads the parts as one bank statement, all of it or nothing. A repeat gives the first answer. */
export const readStatement = defineCall({
  subject: 'cmd.booking.read-statement.v1',
  request: z.object({ statementId: uuid, methodId: uuid }),
  response: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('read'), statement: Statement }),
    z.object({ outcome: z.literal('payment-method-not-found') }),
    z.object({
      outcome: z.literal('statement-unreadable'),
      reason: z.enum(['not-text', 'no-columns', 'too-many-lines']),
    }),
  ]),
});

/** Lines that no booking has yet, with the bookings that they may be for. */
export const listTransfers = defineCall({
  subject: 'qry.booking.transfers.v1',
  request: z.object(TransferQuery.shape),
  response: pageOf(TransferList),
});

/** Sets a line aside that has nothing to do with any booking, or takes it back. */
export const dismissLine = defineCall({
  subject: 'cmd.booking.dismiss-line.v1',
  request: z.object({ lineId: uuid, isDismissed: z.boolean(), organiser: z.string() }),
  response: z.object({
    outcome: z.enum(['ok', 'statement-line-not-found', 'statement-line-used']),
  }),
});
