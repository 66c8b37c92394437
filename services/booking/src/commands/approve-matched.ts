import type { Transact } from '@karcis/messaging';
import { sql } from 'kysely';
import type { BookingDatabase, Db } from '../db/schema.ts';
import { matches } from '../queries/find-matches.ts';
import type { Telemetry } from '../telemetry.ts';
import { approve } from './approve.ts';

export type ApproveMatchedDeps = {
  readonly db: Db;
  readonly transact: Transact<BookingDatabase>;
  readonly telemetry: Telemetry;
  readonly timeZone: string;
};

/**
 * Approves what a statement's lines say without any doubt, where the item as it is now approves by itself and the booking has an
 * amount of its own: a plain amount might be somebody else's money. Everything else is a person's to decide. A repeat
 * finds nothing left to do.
 */
export async function approveMatched(
  { db, transact, telemetry, timeZone }: ApproveMatchedDeps,
  { methodId, statementId }: { readonly methodId: string; readonly statementId: string },
): Promise<void> {
  // Of an account's lines those that somebody under review owes: they are few, where all of them are many.
  const owed = sql`l.method_id = ${methodId} and l.amount in (
    select amount_due from bookings
    where method_id = ${methodId} and state = 'REVIEW' and amount_due is not null)`;
  const { rows } = await sql<{ line_id: string; booking_id: string }>`
    with matched as materialized (${matches(owed, timeZone)})
    select l.id as line_id, b.id as booking_id
    from matched m
    join statement_lines l on l.id = m.id and l.statement_id = ${statementId}
    join bookings b on b.id = m.bookings[1] and b.amount_due is not null
    cross join lateral (select facts from items where id = b.item_id order by version desc limit 1) i
    where m.kind = 'exact' and (i.facts ->> 'autoApprove')::boolean`.execute(db);

  for (const { line_id: statementLineId, booking_id: bookingId } of rows) {
    await transact((unit) =>
      approve(unit, telemetry, { bookingId, statementLineId, ipHash: null, by: 'system' }),
    );
  }
}
