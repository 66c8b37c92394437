import { type listTickets as call, type RequestOf, type ResponseOf, uuid } from '@karcis/contracts';
import type { Db } from '../db/schema.ts';
import { countTickets, listTicketRows, toDoorTicket } from '../db/tickets.ts';

/** A page of an item's tickets for its doors, with how many there are and how many came in. */
export async function listTickets(
  db: Db,
  { itemId, limit, cursor }: RequestOf<typeof call>,
): Promise<ResponseOf<typeof call>> {
  const after = cursor === undefined ? null : uuid.safeParse(cursor);
  if (after && !after.success) return { badCursor: true };

  const rows = await listTicketRows(db, { itemId, limit: limit + 1, after: after?.data ?? null });
  const page = rows.slice(0, limit);
  return {
    data: page.map((row) => toDoorTicket(row)),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    counts: await countTickets(db, itemId),
  };
}
