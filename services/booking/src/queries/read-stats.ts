import { BookingState, type Stats } from '@karcis/contracts';
import { sql } from 'kysely';
import type { Db } from '../db/schema.ts';

type StatsRow = {
  by_state: Partial<Record<BookingState, number>> | null;
  approved: number;
  rejected: number;
  median: number | null;
  p95: number | null;
  oldest: number | null;
  today: Partial<Record<BookingState, number>> | null;
};

/** Totals by state, the approval rate, how long reviews take and wait, and what happened today in `timeZone`. */
export async function readStats(db: Db, timeZone: string): Promise<Stats> {
  const { rows } = await sql<StatsRow>`
    with decisions as (
      select a.to_state, extract(epoch from a.at - b.submitted_at)::float8 as seconds
      from audit a join bookings b on b.id = a.booking_id
      where a.from_state = 'REVIEW' and a.to_state in ('PAID', 'REJECTED')
    )
    select
      (select jsonb_object_agg(state, n) from (select state, count(*) as n from bookings group by state) s) as by_state,
      (select count(*) from decisions where to_state = 'PAID') as approved,
      (select count(*) from decisions where to_state = 'REJECTED') as rejected,
      (select percentile_cont(0.5) within group (order by seconds) from decisions) as median,
      (select percentile_cont(0.95) within group (order by seconds) from decisions) as p95,
      (select extract(epoch from now() - min(submitted_at))::float8 from bookings where state = 'REVIEW') as oldest,
      (select jsonb_object_agg(to_state, n) from (
        select to_state, count(*) as n from audit
        where from_state is distinct from to_state
          and at >= date_trunc('day', now() at time zone ${timeZone}) at time zone ${timeZone}
        group by to_state) t) as today`.execute(db);
  const row = rows[0] as StatsRow;

  const byState = Object.fromEntries(
    BookingState.options.map((state) => [state, row.by_state?.[state] ?? 0]),
  ) as Stats['byState'];
  const decided = row.approved + row.rejected;
  return {
    total: Object.values(byState).reduce((sum, count) => sum + count, 0),
    byState,
    approvalRate: decided === 0 ? null : row.approved / decided,
    reviewSeconds: { median: row.median, p95: row.p95 },
    oldestReviewSeconds: row.oldest,
    today: {
      held: row.today?.HOLD ?? 0,
      submitted: row.today?.REVIEW ?? 0,
      paid: row.today?.PAID ?? 0,
      rejected: row.today?.REJECTED ?? 0,
      expired: row.today?.EXPIRED ?? 0,
    },
  };
}
