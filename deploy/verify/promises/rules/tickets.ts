import { type Rule, sqlRule } from '../rule.ts';

/** One ticket a place that is paid for, and nobody comes in twice with one. */
export const ticketsRules: readonly Rule[] = [
  sqlRule(
    { promise: 4, reads: ['booking'] },
    `select format('booking %s of %s places has %s tickets, and was paid for %s times', b.id, b.quantity,
       count(t.place), paid.times) as what
     from booking.bookings b
     cross join lateral (
       select count(*) as times from booking.audit where booking_id = b.id and to_state = 'PAID' and from_state <> 'PAID'
     ) paid
     left join booking.tickets t on t.booking_id = b.id and t.item_id = b.item_id and t.place <= b.quantity
     group by b.id, paid.times
     having count(t.place) <> case when paid.times > 0 then b.quantity else 0 end
       or count(t.place) <> (select count(*) from booking.tickets where booking_id = b.id)`,
  ),
  sqlRule(
    { promise: 4, reads: ['booking'] },
    `with steps as (
       select ticket_id, version, action, lag(action, 1, 'undo') over (partition by ticket_id order by version) as former
       from booking.ticket_audit where action <> 'double-entry'
     )
     select format('ticket %s: %s after %s', ticket_id, action, former) as what from steps where action = former`,
  ),
  sqlRule(
    { promise: 6, reads: ['booking'] },
    `select format('ticket %s of version %s is %s, and its trail of %s rows ends otherwise', t.id, t.version,
       case when t.checked_in_at is null then 'out' else 'in' end, trail.length) as what
     from booking.tickets t cross join lateral (
       select count(*) as length, coalesce(max(version), 0) as version,
         (array_agg(action order by version desc) filter (where action <> 'double-entry'))[1] as last,
         (array_agg(at order by version desc) filter (where action = 'check-in'))[1] as at
       from booking.ticket_audit where ticket_id = t.id
     ) trail
     where (t.version, t.version) is distinct from (trail.length, trail.version)
       or (t.checked_in_at is not null) <> (trail.last is not distinct from 'check-in')
       or t.checked_in_at is not null and t.checked_in_at is distinct from trail.at`,
  ),
];
