import type { ItemFacts } from '@karcis/contracts';
import { sql } from 'kysely';
import type { BookingsTable, Db } from './schema.ts';

/** A booking with the item as it was when the hold was made; `ended` where only the hold's end is known. */
export type Held = { readonly row: BookingsTable; readonly item: ItemFacts } | 'ended';

/** Looks for what earlier holds under these ids left behind; an id that left nothing is not in the answer. */
export async function findHeld(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Held>> {
  const found = await findRows(db, ids);
  const others = ids.filter((id) => !found.has(id));
  if (others.length === 0) return found;

  const { rows: ended } = await sql<{ booking_id: string }>`
    select booking_id from tombstones where booking_id = any(${others}::uuid[])`.execute(db);
  // Read later than the tombstones: a booking that was written meanwhile counts.
  const later = await findRows(db, others);
  return new Map([
    ...ended.map(({ booking_id: id }) => [id, 'ended'] as const),
    ...found,
    ...later,
  ]);
}

async function findRows(db: Db, ids: readonly string[]): Promise<Map<string, Held>> {
  const { rows } = await sql<BookingsTable & { facts: ItemFacts }>`
    select b.*, i.facts from bookings b
    join items i on i.id = b.item_id and i.version = b.item_version
    where b.id = any(${ids}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, { row, item: row.facts }]));
}
