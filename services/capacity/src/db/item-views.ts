import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { CapacityDatabase, ItemRow } from './schema.ts';

/** An item with what its numbers need, all of one instant. */
export type ItemViewRow = ItemRow & {
  /** Held places whose time is not over, swept or not. */
  readonly hold_active: number;
  readonly next_release_at: Date | null;
  readonly server_time: Date;
};

export type ItemSearch = {
  /** All of them stand in title, location or description, in any case. */
  readonly words: readonly string[];
  readonly status?: ItemRow['status'] | undefined;
  readonly drafts: boolean;
  /** Only what comes after this item. */
  readonly after?: { readonly startsAt: string; readonly id: string } | undefined;
  readonly limit: number;
};

/** The items with these ids or shortIds, DRAFT too. One statement however many are asked for. */
export const findItemViews = (
  db: Kysely<CapacityDatabase>,
  { ids, shortIds }: { readonly ids: readonly string[]; readonly shortIds: readonly string[] },
): Promise<ItemViewRow[]> =>
  readViews(
    db,
    sql`select * from items where id = any(${ids}::uuid[]) or short_id = any(${shortIds}::text[])`,
  );

/** A page of items by start, then id. */
export function searchItemViews(
  db: Kysely<CapacityDatabase>,
  { words, status, drafts, after, limit }: ItemSearch,
): Promise<ItemViewRow[]> {
  const conditions = [
    sql`true`,
    ...words.map((word) => sql`${searched} ilike ${`%${escapeLike(word)}%`}`),
    ...(status ? [sql`status = ${status}`] : []),
    ...(drafts ? [] : [sql`status <> 'DRAFT'`]),
    ...(after ? [sql`(starts_at, id) > (${after.startsAt}::timestamptz, ${after.id}::uuid)`] : []),
  ];
  return readViews(
    db,
    sql`select * from items where ${sql.join(conditions, sql` and `)} order by starts_at, id limit ${limit}`,
  );
}

/** As the index on it says it, letter by letter. */
const searched = sql`(title || ' ' || location || ' ' || description)`;

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&');

async function readViews(
  db: Kysely<CapacityDatabase>,
  items: RawBuilder<unknown>,
): Promise<ItemViewRow[]> {
  const { rows } = await sql<ItemViewRow>`
    with found as materialized (${items})
    select found.*, hold_active, next_release_at, counted_at as server_time
    from found join count_holds(array(select id from found)) on item_id = found.id
    order by starts_at, found.id`.execute(db);
  return rows;
}
