import { type Rule, sqlRule } from '../rule.ts';

/** One request, one effect; one booking, one proof, one amount. */
export const effectsRules: readonly Rule[] = [
  sqlRule(
    { promise: 4, reads: ['booking'] },
    `with asked as (select booking_id, count(*) as times from booking.operations group by 1),
       done as (select booking_id, count(*) as times from booking.audit where reason = 'method-selected' group by 1)
     select format('booking %s: %s times a method was asked for, %s times one was selected',
       booking_id, coalesce(asked.times, 0), coalesce(done.times, 0)) as what
     from asked full join done using (booking_id) where asked.times is distinct from done.times`,
  ),
  sqlRule(
    { promise: 4, reads: ['booking'] },
    `select format('booking %s is %s by its proof %s, and these were handed in: %s', b.id, b.state, b.proof_id, submitted.ids) as what
     from booking.bookings b join lateral (
       select array_agg(id) as ids from booking.proofs where booking_id = b.id and outcome = 'submitted'
     ) submitted on true
     where cardinality(submitted.ids) > 1 or submitted.ids[1] <> b.proof_id
       or submitted.ids is not null and b.state in ('HOLD', 'PENDING', 'CANCELLED', 'EXPIRED')
         and not exists (select from booking.audit where booking_id = b.id and to_state in ('REVIEW', 'PAID'))`,
  ),
  sqlRule(
    { promise: 4, reads: ['booking', 'proof_validation'] },
    `select format('proof %s is %s to booking and %s to proof-validation', b.id, b.status, coalesce(p.status, 'unknown')) as what
     from booking.proofs b left join proof_validation.proofs p on p.id = b.id and p.booking_id = b.booking_id
     where b.status <> 'checking' and (b.status, b.sha256) is distinct from
       (p.status, case p.status when 'accepted' then p.sha256 end)`,
  ),
  sqlRule(
    { promise: 4, reads: ['booking', 'gateway'] },
    `with kept as (
       select convert_from(body, 'UTF8')::jsonb as answer from gateway.idempotency_keys
       where body is not null and (starts_with(location, '/api/bookings/') or starts_with(location, '/api/admin/bookings/'))
     )
     select format('a key keeps an answer of booking %s in %s, which never was', answer ->> 'id', answer ->> 'state') as what
     from kept where answer ? 'state' and not exists (
       select from booking.audit
       where booking_id = (answer ->> 'id')::uuid and to_state = answer ->> 'state' and version <= (answer ->> 'version')::integer)`,
  ),
  sqlRule(
    { promise: 7, reads: ['booking'] },
    `select format('booking %s costs %s %s, its item %s %s a place', b.id, b.amount, b.currency,
       i.facts ->> 'price', i.facts ->> 'currency') as what
     from booking.bookings b left join booking.items i on i.id = b.item_id and i.version = b.item_version
     where (b.amount, b.currency) is distinct from ((i.facts ->> 'price')::bigint * b.quantity, i.facts ->> 'currency')`,
  ),
];
