import type { BookingView } from '@karcis/contracts';
import { sql } from 'kysely';
import type { Db } from '../db/schema.ts';
import { readViews } from './view.ts';

export type BookingRef = { readonly id: string } | { readonly code: string };

/** Finds bookings by id or code, all that are asked for together in one statement; null where there is none. */
export async function findBookings(
  db: Db,
  refs: readonly BookingRef[],
): Promise<(BookingView | null)[]> {
  const ids = refs.flatMap((ref) => ('id' in ref ? [ref.id] : []));
  const codes = refs.flatMap((ref) => ('code' in ref ? [ref.code] : []));
  const views = await readViews(
    db,
    sql`b.id = any(${ids}::uuid[]) or b.code = any(${codes}::text[])`,
  );

  const byId = new Map(views.map((view) => [view.id, view]));
  const byCode = new Map(views.map((view) => [view.code, view]));
  return refs.map((ref) => ('id' in ref ? byId.get(ref.id) : byCode.get(ref.code)) ?? null);
}
