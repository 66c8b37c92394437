import type {
  checkIn as call,
  CheckInRefusal,
  DoorTicket,
  RequestOf,
  TicketRefusal,
} from '@karcis/contracts';
import { readNow } from '../db/bookings.ts';
import type { TicketAuditTable, Tx } from '../db/schema.ts';
import {
  findOperation,
  lockTicket,
  saveTicket,
  type TicketRow,
  toDoorTicket,
} from '../db/tickets.ts';
import type { TicketTokens } from '../tickets/ticket-tokens.ts';

/** Who asks, and under which name a repeat is known. */
export type CheckInCaller = {
  readonly organiserId: string;
  readonly ipHash: string | null;
  readonly operation: string;
};

export type CheckInOutcome =
  | { readonly ok: true; readonly ticket: DoorTicket }
  | { readonly ok: false; readonly refusal: CheckInRefusal };

/** The ticket that a token or an id stands for; verifying takes no database. */
export async function readTicket(
  tokens: Pick<TicketTokens, 'verify'>,
  { token, ticketId }: Pick<RequestOf<typeof call>, 'token' | 'ticketId'>,
): Promise<{ readonly id: string } | { readonly invalid: TicketRefusal }> {
  if (token === undefined) return ticketId ? { id: ticketId } : { invalid: 'unreadable' };
  const claims = await tokens.verify(token);
  return typeof claims === 'string' ? { invalid: claims } : { id: claims.sub };
}

/** Why nobody comes in with a ticket of ours; a ticket is valid as long as its booking is PAID. */
export function findInvalid(
  { state, item_id }: TicketRow,
  itemId: string | undefined,
): TicketRefusal | undefined {
  if (state !== 'PAID') return 'not-paid';
  return itemId !== undefined && item_id !== itemId ? 'other-item' : undefined;
}

/**
 * Lets a ticket in. Its row's lock makes two doors wait for each other, so the second sees what the first left; the operation is
 * kept beside the effect, so a repeat gets the first answer.
 */
export async function checkIn(
  trx: Tx,
  ticketId: string,
  { itemId, door, ...caller }: { itemId?: string | undefined; door: string } & CheckInCaller,
): Promise<CheckInOutcome> {
  const row = await lockTicket(trx, ticketId);
  if (!row) return refused({ code: 'ticket-invalid', reason: 'unknown' });
  const before = await findOperation(trx, ticketId, caller.operation);
  if (before?.action === 'check-in') {
    return { ok: true, ticket: toDoorTicket(row, { checked_in_at: before.at, door: before.door }) };
  }
  const reason = findInvalid(row, itemId);
  if (reason) return refused({ code: 'ticket-invalid', reason });
  if (row.checked_in_at) return refused({ code: 'already-checked-in', ticket: toDoorTicket(row) });

  const at = await readNow(trx);
  const now = { checked_in_at: at, door };
  await saveTicket(trx, row, now, { ...entryOf(caller), action: 'check-in', at, door });
  return { ok: true, ticket: toDoorTicket(row, now) };
}

/** Takes a mistaken check-in back, with the reason in the ticket's trail. */
export async function undoCheckIn(
  trx: Tx,
  ticketId: string,
  { reason, ...caller }: { reason: string } & CheckInCaller,
): Promise<CheckInOutcome> {
  const row = await lockTicket(trx, ticketId);
  if (!row) return refused({ code: 'ticket-not-found' });
  const out = { checked_in_at: null, door: null };
  const done = { ok: true, ticket: toDoorTicket(row, out) } as const;
  if (await findOperation(trx, ticketId, caller.operation)) return done;
  if (!row.checked_in_at) return refused({ code: 'not-checked-in' });

  const entry = { action: 'undo', at: await readNow(trx), door: row.door, reason } as const;
  await saveTicket(trx, row, out, { ...entryOf(caller), ...entry });
  return done;
}

const refused = (refusal: CheckInRefusal): CheckInOutcome => ({ ok: false, refusal });

/** A row of the trail as far as the caller makes it. */
export const entryOf = ({
  organiserId,
  ipHash,
  operation,
}: CheckInCaller): Pick<TicketAuditTable, 'organiser_id' | 'ip_hash' | 'operation' | 'reason'> => ({
  organiser_id: organiserId,
  ip_hash: ipHash,
  operation,
  reason: null,
});
