import type { BookingState, BookingView, List, PageOf } from '@karcis/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/schema.ts';
import { decodeCursor, encodeCursor, type Section } from './cursor.ts';
import { readViews } from './view.ts';

export type ListRequest = {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly state?: BookingState | undefined;
  readonly itemId?: string | undefined;
  readonly q?: string | undefined;
};

/**
 * The organiser's list: bookings that wait for review first, oldest first, then the others, newest first. Keyset cursors, so
 * a page costs the same wherever it is.
 */
export async function listBookings(
  db: Db,
  request: ListRequest,
): Promise<PageOf<List<BookingView>>> {
  const cursor = request.cursor === undefined ? null : decodeCursor(request.cursor);
  if (cursor === undefined) return { badCursor: true };

  const sections = sectionsOf(request.state).slice(cursor?.section === 'others' ? -1 : 0);
  const data: BookingView[] = [];
  for (const section of sections) {
    const after = cursor?.section === section ? cursor : null;
    const wanted = request.limit + 1 - data.length;
    if (wanted > 0) data.push(...(await readSection(db, section, request, after, wanted)));
  }

  const page = data.slice(0, request.limit);
  const last = page.at(-1);
  return {
    data: page,
    nextCursor: data.length > request.limit && last ? encodeCursor(last) : null,
  };
}

const sectionsOf = (state: BookingState | undefined): Section[] => {
  if (state === undefined) return ['review', 'others'];
  return [state === 'REVIEW' ? 'review' : 'others'];
};

function readSection(
  db: Db,
  section: Section,
  { state, itemId, q }: ListRequest,
  after: { at: string; id: string } | null,
  limit: number,
): Promise<BookingView[]> {
  const isReview = section === 'review';
  const conditions: RawBuilder<unknown>[] = [
    isReview ? sql`b.state = 'REVIEW'` : sql`b.state <> 'REVIEW'`,
  ];
  if (state && !isReview) conditions.push(sql`b.state = ${state}`);
  if (itemId) conditions.push(sql`b.item_id = ${itemId}`);
  if (q) conditions.push(matches(q));
  if (after && isReview)
    conditions.push(sql`(b.submitted_at, b.id) > (${after.at}::timestamptz, ${after.id}::uuid)`);
  if (after && !isReview)
    conditions.push(sql`(b.created_at, b.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);

  const order = isReview ? sql`b.submitted_at, b.id` : sql`b.created_at desc, b.id desc`;
  return readViews(db, sql.join(conditions, sql` and `), sql`order by ${order} limit ${limit}`);
}

/** Finds the text anywhere in the name or a contact, or as (the beginning of) a code with or without dashes. */
function matches(q: string): RawBuilder<unknown> {
  const anywhere = `%${escapeLike(q.trim())}%`;
  const code = `${escapeLike(q.replaceAll('-', '').trim().toUpperCase())}%`;
  return sql`(b.code like ${code} or b.name ilike ${anywhere} or b.email ilike ${anywhere} or b.whatsapp like ${anywhere})`;
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&');
