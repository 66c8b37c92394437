import { type Rule, sqlRule } from '../rule.ts';

const reads = ['booking'] as const;

/** What came in: the sum that a provider told of, or that was asked for. */
const money = `
  money as (
    select p.*, coalesce(received_amount, p.amount) as sum, upper(coalesce(received_currency, p.currency)) as unit,
      b.state, b.amount as price, b.currency as price_unit
    from booking.payments p join booking.bookings b on b.id = p.booking_id
  )`;

/** How often an event about a payment was announced. */
const announced = (type: string) => `
  select (payload::jsonb -> 'data' ->> 'paymentId')::uuid as id, count(*) as times
  from booking.outbox where starts_with(subject, 'booking.${type}.v1.') group by 1`;

/** One provider payment counts once; a wrong sum never confirms; no money is lost. */
export const paymentsRules: readonly Rule[] = [
  sqlRule(
    { promise: 7, reads },
    `with ${money}
     select format('payment %s of %s %s counts for booking %s, which costs %s %s', id, sum, unit, booking_id, price, price_unit) as what
     from money where status = 'paid' and (sum, unit) <> (price, upper(price_unit))`,
  ),
  sqlRule(
    { promise: 7, reads },
    `with ${money}
     select format('payment %s counts for booking %s, which is %s', id, booking_id, state) as what
     from money where status = 'paid' and state not in ('PAID', 'REVIEW')`,
  ),
  sqlRule(
    { promise: 7, reads },
    `with ${money}
     select format('booking %s was confirmed by a provider, and %s payments of its sum came in', a.booking_id,
       count(m.id) filter (where m.paid_at is not null and (m.sum, m.unit) = (m.price, upper(m.price_unit)))) as what
     from booking.audit a left join money m on m.booking_id = a.booking_id and m.provider <> 'manual'
     where a.actor = 'provider' and a.to_state = 'PAID' and a.from_state <> 'PAID'
     group by a.booking_id
     having count(m.id) filter (where m.paid_at is not null and (m.sum, m.unit) = (m.price, upper(m.price_unit))) = 0`,
  ),
  sqlRule(
    { promise: 7, reads },
    `select format('payment %s of %s counts %s times', payment_reference, provider, count(*)) as what
     from booking.payments where provider <> 'manual' and payment_reference is not null
     group by provider, payment_reference having count(*) > 1`,
  ),
  sqlRule(
    { promise: 7, reads },
    `select format('event %s of %s told of money that no payment knows', event_id, provider) as what
     from booking.payment_events e
     where done_at is not null and report ->> 'status' = 'paid' and outcome in ('paid', 'refund-due', 'nothing-new')
       and not exists (
         select from booking.payments p
         where p.provider = e.provider and p.reference = e.report ->> 'reference' and p.paid_at is not null)`,
  ),
  sqlRule(
    { promise: 7, reads },
    `select format('booking %s is PENDING and was never asked for money', id) as what
     from booking.bookings b
     where state = 'PENDING' and not exists (select from booking.payments p where (p.booking_id, p.epoch) = (b.id, b.epoch))`,
  ),
  sqlRule(
    { promise: 5, reads },
    `with told as (${announced('refund-due')})
     select format('payment %s is owed back and that was announced %s times', id, coalesce(times, 0)) as what
     from booking.payments full join told using (id)
     where (refund_reason is not null) <> (coalesce(times, 0) > 0) or times > 1`,
  ),
  sqlRule(
    { promise: 5, reads },
    `with told as (${announced('refunded')})
     select format('payment %s went back and that was announced %s times', id, coalesce(times, 0)) as what
     from booking.payments full join told using (id)
     where (status = 'refunded') <> (coalesce(times, 0) > 0) or times > 1`,
  ),
  // What a provider says of bookings that are not known yet, or what it takes back, waits on.
  sqlRule(
    { promise: 7, reads, atRest: true },
    `select format('event %s of %s was never worked on', event_id, provider) as what
     from booking.payment_events
     where done_at is null and coalesce(problem, '') not in ('unknown-booking', 'not-confirmed')`,
  ),
];
