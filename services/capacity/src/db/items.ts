import type { ItemFacts } from '@karcis/contracts';
import { type Kysely, type Transaction, sql } from 'kysely';
import type { ItemFields } from '../domain/item.ts';
import type { CapacityDatabase, Db, ItemRow } from './schema.ts';

type Tx = Transaction<CapacityDatabase>;

/** Adds an item; false when its id or its shortId is taken. */
export async function insertItem(
  trx: Tx,
  id: string,
  shortId: string,
  item: ItemFields,
): Promise<ItemRow | undefined> {
  return trx
    .insertInto('items')
    .values({
      id,
      short_id: shortId,
      held: 0,
      locked: 0,
      confirmed: 0,
      version: 1,
      ...toColumns(item),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export const findItem = (db: Kysely<CapacityDatabase>, id: string): Promise<ItemRow | undefined> =>
  db.selectFrom('items').selectAll().where('id', '=', id).executeTakeFirst();

/** Whoever holds this lock decides about the item's places. A client that stalls with it is cut off, or nobody could hold any. */
export async function lockItem(trx: Tx, id: string): Promise<ItemRow | undefined> {
  await sql`select set_config('idle_in_transaction_session_timeout', '2s', true)`.execute(trx);
  return trx
    .selectFrom('items')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Writes a locked item as its next version. */
export const saveItem = (trx: Tx, id: string, item: ItemFields): Promise<ItemRow> =>
  trx
    .updateTable('items')
    .set((eb) => ({ ...toColumns(item), version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

/** Ids of items by their shortIds; unknown ones are left out. */
export async function findIdsByShortId(
  db: Db,
  shortIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('items')
    .select(['id', 'short_id'])
    .where('short_id', 'in', shortIds)
    .execute();
  return new Map(rows.map((row) => [row.short_id, row.id]));
}

export async function findFacts(db: Db, ids: readonly string[]): Promise<ItemFacts[]> {
  const rows = await db.selectFrom('items').selectAll().where('id', 'in', ids).execute();
  return rows.map(toFacts);
}

/** What other services need to know of an item. */
export const toFacts = (row: ItemRow): ItemFacts => ({
  id: row.id,
  version: row.version,
  shortId: row.short_id,
  slug: row.slug,
  title: row.title,
  location: row.location,
  startsAt: row.starts_at.toISOString(),
  endsAt: row.ends_at?.toISOString() ?? null,
  price: row.price,
  currency: row.currency,
  submission: row.submission,
  autoApprove: row.auto_approve,
  certificate: row.certificate,
});

export const toFields = (row: ItemRow): ItemFields => ({
  title: row.title,
  slug: row.slug,
  description: row.description,
  location: row.location,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  imageUrl: row.image_url,
  capacity: row.capacity,
  price: row.price,
  currency: row.currency,
  status: row.status,
  maxPerBooking: row.max_per_booking,
  holdTtlSeconds: row.hold_ttl_seconds,
  bookingClosesAt: row.booking_closes_at,
  submission: row.submission,
  autoApprove: row.auto_approve,
  certificate: row.certificate,
});

const toColumns = (item: ItemFields) => ({
  title: item.title,
  slug: item.slug,
  description: item.description,
  location: item.location,
  starts_at: item.startsAt,
  ends_at: item.endsAt,
  image_url: item.imageUrl,
  capacity: item.capacity,
  price: item.price,
  currency: item.currency,
  status: item.status,
  max_per_booking: item.maxPerBooking,
  hold_ttl_seconds: item.holdTtlSeconds,
  booking_closes_at: item.bookingClosesAt,
  submission: JSON.stringify(item.submission),
  auto_approve: item.autoApprove,
  certificate: item.certificate,
});
