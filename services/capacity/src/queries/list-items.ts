import type { listItems as listItemsCall, RequestOf, ResponseOf } from '@karcis/contracts';
import { readClock } from '../db/expire-holds.ts';
import { searchItemViews } from '../db/item-views.ts';
import type { Db } from '../db/schema.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { toItem } from './view.ts';

/** Each costs a look into the index; nobody searches for more. */
const WORDS_MAX = 8;

/** A page of items by start, then id. A keyset cursor, so that every page costs the same. */
export async function listItems(
  db: Db,
  { q = '', status, drafts, cursor, limit }: RequestOf<typeof listItemsCall>,
  ttlSeconds: number,
): Promise<ResponseOf<typeof listItemsCall>> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  if (cursor !== undefined && !after) return { badCursor: true };

  const words = q.split(/\s+/).filter(Boolean).slice(0, WORDS_MAX);
  const rows = await searchItemViews(db, { words, status, drafts, after, limit: limit + 1 });
  const data = rows.slice(0, limit).map((row) => {
    const { description: _, submission: __, ...summary } = toItem(row, ttlSeconds);
    return summary;
  });
  const last = data.at(-1);
  return {
    data,
    nextCursor: rows.length > limit && last ? encodeCursor(last) : null,
    serverTime: last?.serverTime ?? (await readClock(db)).toISOString(),
  };
}
