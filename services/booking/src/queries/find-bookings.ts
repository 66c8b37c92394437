import type { BookingView } from '@karcis/contracts';
import { sql } from 'kysely';
import type { Db } from '../db/schema.ts';
import type { TicketTokens } from '../tickets/ticket-tokens.ts';
import { readViews } from './view.ts';

export type BookingRef = { readonly id: string } | { readonly code: string };

/** What turns a booking that is paid for into one whose tickets can be shown. */
export type Tokens = Pick<TicketTokens, 'withTokens'>;

/** Finds bookings by id or code with their tickets' tokens, all that are asked for together in one statement; null where there is none. */
export async function findBookings(
  db: Db,
  tokens: Tokens,
  refs: readonly BookingRef[],
): Promise<(BookingView | null)[]> {
  const ids = refs.flatMap((ref) => ('id' in ref ? [ref.id] : []));
  const codes = refs.flatMap((ref) => ('code' in ref ? [ref.code] : []));
  const rows = await readViews(
    db,
    sql`b.id = any(${ids}::uuid[]) or b.code = any(${codes}::text[])`,
  );
  const views = rows.map(tokens.withTokens);

  const byId = new Map(views.map((view) => [view.id, view]));
  const byCode = new Map(views.map((view) => [view.code, view]));
  return refs.map((ref) => ('id' in ref ? byId.get(ref.id) : byCode.get(ref.code)) ?? null);
}
