import { type Rule, sqlRule } from '../rule.ts';

const publishers = ['booking', 'capacity', 'proof_validation'] as const;

/** One row for each booking that an event of booking tells of, with what it says of it as `data`: one event tells of many holds. */
export const eachBookingTold = `booking.outbox o, lateral jsonb_array_elements(
    coalesce(o.payload::jsonb #> '{data,holds}', jsonb_build_array(o.payload::jsonb -> 'data'))) as each_told (data)`;

/** The events of a booking's changes, as the outbox has them. */
const toldOfBookings = `
  select o.id, split_part(o.subject, '.', 2) as verb, (data ->> 'bookingId')::uuid as booking_id,
    (data ->> 'version')::integer as version, (data ->> 'epoch')::integer as epoch, (data ->> 'quantity')::integer as quantity,
    (data ->> 'itemId')::uuid as item_id
  from ${eachBookingTold}
  where split_part(o.subject, '.', 2) = any ('{held,submitted,paid,rejected,expired,cancelled}')`;

/** An event is in the outbox if and only if its change committed. */
export const eventsRules: readonly Rule[] = [
  sqlRule(
    { promise: 5, reads: ['booking'] },
    `with told as (${toldOfBookings}), made as (
       select booking_id, version, case to_state when 'HOLD' then 'held' when 'REVIEW' then 'submitted' else lower(to_state) end as verb
       from booking.audit where from_state is distinct from to_state and to_state <> 'PENDING'
     )
     select format('booking %s: version %s, %s, was made %s times and announced %s times',
       booking_id, version, verb, count(distinct made.version), count(distinct told.id)) as what
     from made full join told using (booking_id, version, verb)
     group by booking_id, version, verb
     having count(distinct made.version) <> 1 or count(distinct told.id) <> 1`,
  ),
  sqlRule(
    { promise: 5, reads: ['booking'] },
    `with told as (${toldOfBookings})
     select format('booking %s: its event %s tells of %s places of item %s in epoch %s', b.id, verb, told.quantity, told.item_id, told.epoch) as what
     from told join booking.bookings b on b.id = told.booking_id
     where (told.quantity, told.item_id) <> (b.quantity, b.item_id) or told.epoch not between 1 and b.epoch`,
  ),
  sqlRule(
    { promise: 5, reads: ['proof_validation'] },
    `with told as (
       select (payload::jsonb -> 'data' ->> 'proofId')::uuid as id, split_part(subject, '.', 2) as status
       from proof_validation.outbox
     )
     select format('proof %s was %s and announced %s times', id, status, count(told.id)) as what
     from proof_validation.proofs p full join told using (id, status)
     group by id, status having count(p.id) <> 1 or count(told.id) <> 1`,
  ),
  ...publishers.flatMap((schema) => [
    sqlRule(
      { promise: 5, reads: [schema] },
      `select format('event %s of ${schema} says that it is %s, of %s', id, payload::jsonb ->> 'id', payload::jsonb ->> 'subject') as what
       from ${schema}.outbox
       where (payload::jsonb ->> 'id')::uuid <> id
         or subject <> (payload::jsonb ->> 'type') || '.' || (payload::jsonb ->> 'subject')`,
    ),
    // Without a place in the stream only what is worth nothing any more counts as published.
    sqlRule(
      { promise: 5, reads: [schema] },
      `select format('event %s of ${schema} counts as published and no stream took it', id) as what
       from ${schema}.outbox where published_at is not null and stream_seq is null and relevant_until is null`,
    ),
    sqlRule(
      { promise: 5, reads: [schema], atRest: true },
      `select format('event %s of ${schema}, %s, is not published', id, subject) as what
       from ${schema}.outbox where published_at is null`,
    ),
  ]),
];
