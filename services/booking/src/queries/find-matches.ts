import { type RawBuilder, sql } from 'kysely';

/** How long after a booking's end its money may still come: a transfer of a Friday is booked on Monday. */
const SETTLING_DAYS = 3;
/** Enough to see that it is ambiguous, and to choose from. */
const BOOKINGS_OF_A_LINE_MAX = 6;

/**
 * Every line that no booking has yet, of which `where` speaks as `l`, and what it may be: `(id, kind, bookings)`. One that was set aside is
 * for none. A booking fits when it
 * chose the line's account, the amount is what it owes to the rupiah, the day lies in its life, and no line is its own yet.
 */
export const matches = (where: RawBuilder<unknown>, timeZone: string) => sql`
  with open_lines as (
    select l.* from statement_lines l where l.booking_id is null and ${where}
  ), pairs as (
    select l.id as line_id, b.id as booking_id, b.state, b.created_at
    from (select * from open_lines where dismissed_at is null) l
    cross join lateral (
      select b.id, b.state, b.created_at from bookings b
      where b.method_id = l.method_id and b.method_id is not null
        and coalesce(b.amount_due, b.amount) = l.amount
        and l.sen = 0 and b.currency = 'IDR'
        and (b.created_at at time zone ${timeZone})::date <= l.booked_on
        and (b.state in ('HOLD', 'PENDING', 'REVIEW')
          or (b.updated_at at time zone ${timeZone})::date + ${SETTLING_DAYS}::int >= l.booked_on)
        and not exists (select from statement_lines m where m.booking_id = b.id)
      order by b.created_at, b.id limit ${BOOKINGS_OF_A_LINE_MAX}
    ) b
  ), weighed as (
    select *, count(*) over (partition by line_id) as rivals, count(*) over (partition by booking_id) as lines
    from pairs
  ), told as (
    select line_id, array_agg(booking_id order by created_at, booking_id) as bookings,
      case
        when max(rivals) > 1 or max(lines) > 1 then 'ambiguous'
        when max(state) = 'REVIEW' then 'exact'
        when max(state) = 'PAID' then 'paid'
        else 'late'
      end as kind
    from weighed group by line_id
  )
  select l.id, case when l.dismissed_at is not null then 'dismissed' else coalesce(t.kind, 'unmatched') end as kind, coalesce(t.bookings, '{}') as bookings
  from open_lines l left join told t on t.line_id = l.id`;
