import type { BookingView, List, PageOf } from '@karcis/contracts';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../db/schema.ts';
import { readViews } from './view.ts';

export type AccountListRequest = {
  readonly accountId: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
};

const Cursor = z.tuple([z.iso.datetime(), z.guid()]);

/** The bookings of one account, the newest first. Keyset cursors, so a page costs the same wherever it is. */
export async function listAccountBookings(
  db: Db,
  { accountId, limit, cursor }: AccountListRequest,
): Promise<PageOf<List<BookingView>>> {
  const after = cursor === undefined ? null : decode(cursor);
  if (after === undefined) return { badCursor: true };

  const rest = after
    ? sql`and (b.created_at, b.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
    : sql``;
  const data = await readViews(
    db,
    sql`b.account_id = ${accountId} ${rest}`,
    sql`order by b.created_at desc, b.id desc limit ${limit + 1}`,
  );
  const page = data.slice(0, limit);
  const last = page.at(-1);
  return { data: page, nextCursor: data.length > limit && last ? encode(last) : null };
}

const encode = ({ createdAt, id }: BookingView) =>
  Buffer.from(JSON.stringify([createdAt, id])).toString('base64url');

/** Undefined if it is none of ours. */
function decode(cursor: string): readonly [string, string] | undefined {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    return undefined;
  }
}
