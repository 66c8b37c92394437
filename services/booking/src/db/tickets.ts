import { sql } from 'kysely';
import type { BookingState, DoorTicket } from '@karcis/contracts';
import { ticketsOf } from '../domain/tickets.ts';
import type { BookingsTable, Db, TicketAuditTable, TicketsTable, Tx } from './schema.ts';

/** A ticket with what a door asks of its booking. */
export type TicketRow = TicketsTable & {
  readonly version: number;
  readonly code: string;
  readonly state: BookingState;
};

/** One ticket a place. A booking is paid for once; a repeat says nothing new. */
export async function insertTickets(trx: Tx, booking: BookingsTable): Promise<void> {
  const rows = ticketsOf(booking).map(({ id, attendee }, index) => ({
    id,
    booking_id: booking.id,
    item_id: booking.item_id,
    place: index + 1,
    attendee,
    checked_in_at: null,
    door: null,
  }));
  await trx
    .insertInto('tickets')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Locks one ticket until the transaction ends, and keeps its booking as it is: a refund waits, or has been. */
export async function lockTicket(trx: Tx, id: string): Promise<TicketRow | undefined> {
  const { rows } = await sql<TicketRow>`
    select t.*, b.code, b.state from tickets t join bookings b on b.id = t.booking_id
    where t.id = ${id} for update of t for share of b`.execute(trx);
  return rows[0];
}

/** What an operation did with a ticket before, if it did. */
export const findOperation = (trx: Tx, ticketId: string, operation: string) =>
  trx
    .selectFrom('ticket_audit')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('operation', '=', operation)
    .executeTakeFirst();

/** Writes what happened to a locked ticket, and how it stands from now on. */
export async function saveTicket(
  trx: Tx,
  { id, version }: TicketRow,
  now: Pick<TicketsTable, 'checked_in_at' | 'door'>,
  entry: Omit<TicketAuditTable, 'ticket_id' | 'version' | 'recorded_at'>,
): Promise<void> {
  const next = version + 1;
  await trx
    .updateTable('tickets')
    .set({ ...now, version: next })
    .where('id', '=', id)
    .execute();
  await trx
    .insertInto('ticket_audit')
    .values({ ...entry, ticket_id: id, version: next })
    .execute();
}

/** A page of an item's tickets that are paid for, by id. */
export async function listTicketRows(
  db: Db,
  { itemId, after, limit }: { itemId: string; after: string | null; limit: number },
): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    select t.*, b.code, b.state from tickets t join bookings b on b.id = t.booking_id
    where t.item_id = ${itemId} and b.state = 'PAID' and (${after}::uuid is null or t.id > ${after}::uuid)
    order by t.id limit ${limit}`.execute(db);
  return rows;
}

export async function countTickets(
  db: Db,
  itemId: string,
): Promise<{ total: number; checkedIn: number }> {
  const { rows } = await sql<{ total: number; checkedIn: number }>`
    select count(*)::integer as total, count(t.checked_in_at)::integer as "checkedIn"
    from tickets t join bookings b on b.id = t.booking_id
    where t.item_id = ${itemId} and b.state = 'PAID'`.execute(db);
  return rows[0] ?? { total: 0, checkedIn: 0 };
}

export const toDoorTicket = (
  row: TicketRow,
  entry: Pick<TicketsTable, 'checked_in_at' | 'door'> = row,
): DoorTicket => ({
  id: row.id,
  itemId: row.item_id,
  place: row.place,
  attendee: row.attendee,
  bookingCode: row.code,
  checkedInAt: entry.checked_in_at?.toISOString() ?? null,
  door: entry.door,
});
