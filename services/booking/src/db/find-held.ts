import type { ItemFacts } from '@karcis/contracts';
import { sql } from 'kysely';
import type { BookingsTable, Db } from './schema.ts';

/** A booking with the item as it was when the hold was made; `ended` where only the hold's end is known. */
export type Held = { readonly row: BookingsTable; readonly item: ItemFacts } | 'ended' | undefined;

/** Looks for what an earlier hold under this id left behind. */
export async function findHeld(db: Db, id: string): Promise<Held> {
  const { rows } = await sql<BookingsTable & { facts: ItemFacts }>`
    select b.*, i.facts from bookings b
    join items i on i.id = b.item_id and i.version = b.item_version
    where b.id = ${id}`.execute(db);
  const found = rows[0];
  if (found) return { row: found, item: found.facts };

  const tombstone = await db
    .selectFrom('tombstones')
    .select('booking_id')
    .where('booking_id', '=', id)
    .executeTakeFirst();
  return tombstone ? 'ended' : undefined;
}
