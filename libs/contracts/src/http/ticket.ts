import { z } from 'zod';
import { instant, uuid } from '../fields/ids.ts';
import { requiredText } from '../fields/text.ts';
import { Page } from './list.ts';

/** What a ticket's token says (the payload of a compact JWS, EdDSA over Ed25519): nothing of its person. `iat` in seconds. */
export const TicketClaims = z.strictObject({
  /** The ticket's id. */
  sub: uuid,
  item: uuid,
  /** Which of its booking's places, from 1. */
  place: z.int().min(1),
  iat: z.int(),
});
export type TicketClaims = z.infer<typeof TicketClaims>;

/** `GET /.well-known/jwks.json` (RFC 7517, 8037): the keys that verify tickets without a network. */
export const TicketKeySet = z.strictObject({
  keys: z.array(
    z.strictObject({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      x: z.string(),
      kid: z.string(),
      alg: z.literal('EdDSA'),
      use: z.literal('sig'),
    }),
  ),
});
export type TicketKeySet = z.infer<typeof TicketKeySet>;

/** A ticket as the people at the door see it. */
export const DoorTicket = z.strictObject({
  id: uuid,
  itemId: uuid,
  place: z.int(),
  attendee: z.string(),
  bookingCode: z.string(),
  checkedInAt: instant.nullable(),
  /** The name of the door that let it in. */
  door: z.string().nullable(),
});
export type DoorTicket = z.infer<typeof DoorTicket>;

/** Why a ticket lets nobody in. `foreign`: signed with a key that is none of ours. */
export const TicketRefusal = z.enum([
  'unreadable',
  'foreign',
  'forged',
  'unknown',
  'not-paid',
  'other-item',
]);
export type TicketRefusal = z.infer<typeof TicketRefusal>;

const doorName = requiredText(60);
/** Read from the code, or chosen from the door's list. */
const ticket = {
  token: z.string().min(1).max(2048).optional(),
  ticketId: uuid.optional(),
};
const isOneTicket = (asked: { token?: string | undefined; ticketId?: string | undefined }) =>
  (asked.token === undefined) !== (asked.ticketId === undefined);
const oneTicket = {
  error: 'Perlu token atau ticketId, salah satu | Needs token or ticketId, one of them',
  path: ['token'],
};

/** `POST /api/admin/check-in`. */
export const CheckInRequest = z
  .strictObject({
    ...ticket,
    door: doorName.default('Pintu'),
    /** The item that this door is for: tickets of others are refused. */
    itemId: uuid.optional(),
    /** The device's own id of this entry; `sync` may send it again. */
    entryId: uuid.optional(),
  })
  .refine(isOneTicket, oneTicket);
export type CheckInRequest = z.infer<typeof CheckInRequest>;

/** `POST /api/admin/check-in/undo`: somebody was let in by mistake. */
export const UndoCheckInRequest = z.strictObject({ ticketId: uuid, reason: requiredText(200) });

/** The answer to both: the ticket as it is now. */
export const CheckInAnswer = z.strictObject({ ticket: DoorTicket, serverTime: instant });
export type CheckInAnswer = z.infer<typeof CheckInAnswer>;

export const SYNC_ENTRIES_MAX = 100;

/** `POST /api/admin/check-in/sync`: whom a door let in while it had no network. */
export const SyncCheckInsRequest = z.strictObject({
  itemId: uuid.optional(),
  entries: z
    .array(
      z
        .strictObject({ id: uuid, ...ticket, at: instant, door: doorName })
        .refine(isOneTicket, oneTicket),
    )
    .min(1)
    .max(SYNC_ENTRIES_MAX),
});
export type SyncCheckInsRequest = z.infer<typeof SyncCheckInsRequest>;

const Entry = z.strictObject({ at: instant, door: z.string() });

/** What became of one entry, under its own id. `double-entry`: two people came in with one ticket; `first` is the earlier one. */
export const SyncedEntry = z.discriminatedUnion('outcome', [
  z.strictObject({ id: uuid, outcome: z.literal('accepted'), ticket: DoorTicket }),
  z.strictObject({
    id: uuid,
    outcome: z.literal('double-entry'),
    ticket: DoorTicket,
    first: Entry,
    second: Entry,
  }),
  z.strictObject({ id: uuid, outcome: z.literal('invalid'), reason: TicketRefusal }),
]);
export type SyncedEntry = z.infer<typeof SyncedEntry>;

export const SyncCheckInsAnswer = z.strictObject({
  entries: z.array(SyncedEntry),
  serverTime: instant,
});
export type SyncCheckInsAnswer = z.infer<typeof SyncCheckInsAnswer>;

/** `GET /api/admin/items/:id/tickets`: who may come in, and who did. */
export const DoorListQuery = Page;
export const DoorList = z.strictObject({
  data: z.array(DoorTicket),
  nextCursor: z.string().nullable(),
  counts: z.strictObject({ total: z.int(), checkedIn: z.int() }),
  serverTime: instant,
});
export type DoorList = z.infer<typeof DoorList>;
