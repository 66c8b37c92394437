import { z } from 'zod';
import { defineCall } from '../define.ts';
import { instant, uuid } from '../fields/ids.ts';
import { listOf, Page, pageOf } from '../http/list.ts';
import { DoorTicket, SyncedEntry, TicketKeySet, TicketRefusal } from '../http/ticket.ts';

/** Why nobody was let in, or nothing was undone. */
export const CheckInRefusal = z.discriminatedUnion('code', [
  z.object({ code: z.literal('already-checked-in'), ticket: DoorTicket }),
  z.object({ code: z.literal('ticket-invalid'), reason: TicketRefusal }),
  z.object({ code: z.literal('ticket-not-found') }),
  z.object({ code: z.literal('not-checked-in') }),
]);
export type CheckInRefusal = z.infer<typeof CheckInRefusal>;

const answered = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), ticket: DoorTicket }),
  z.object({ ok: z.literal(false), refusal: CheckInRefusal }),
]);

/** Who asks, for the tickets' trail. */
const caller = { organiserId: z.string(), ipHash: z.string().nullable() };
const oneTicket = { token: z.string().optional(), ticketId: uuid.optional() };

/** Lets one ticket in, once. A repeat of the operation gives the first answer, whatever came after it. */
export const checkIn = defineCall({
  subject: 'cmd.booking.check-in.v1',
  request: z.object({
    ...caller,
    ...oneTicket,
    door: z.string(),
    itemId: uuid.optional(),
    /** The device's id of this entry, where it has one: then that is the operation. */
    entryId: uuid.optional(),
    operation: z.string(),
  }),
  response: answered,
});

export const undoCheckIn = defineCall({
  subject: 'cmd.booking.undo-check-in.v1',
  request: z.object({ ...caller, ticketId: uuid, reason: z.string(), operation: z.string() }),
  response: answered,
});

/** Entries that a door made without a network, each once by its id, in the order given. */
export const syncCheckIns = defineCall({
  subject: 'cmd.booking.sync-check-ins.v1',
  request: z.object({
    ...caller,
    itemId: uuid.optional(),
    entries: z.array(z.object({ id: uuid, ...oneTicket, at: instant, door: z.string() })),
  }),
  response: z.object({ entries: z.array(SyncedEntry) }),
});

/** The tickets of an item that are paid for. */
export const listTickets = defineCall({
  subject: 'qry.booking.tickets.v1',
  request: z.object({ ...Page.shape, itemId: uuid }),
  response: pageOf(
    listOf(DoorTicket).extend({ counts: z.object({ total: z.int(), checkedIn: z.int() }) }),
  ),
});

/** The public keys of tickets; they change when the installation's keys are rotated. */
export const findTicketKeys = defineCall({
  subject: 'qry.booking.ticket-keys.v1',
  request: z.object({}),
  response: TicketKeySet,
});
