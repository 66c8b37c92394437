import { type Rule, sqlRule } from '../rule.ts';
import { eachBookingTold } from './events.ts';

/** Who hears what: the reader's schema and name, the publisher's schema, and the types of events. */
const readers = [
  ['capacity', 'capacity', 'booking', ['booking.paid', 'booking.rejected', 'booking.cancelled']],
  ['booking', 'booking', 'capacity', ['capacity.hold-expired', 'capacity.item-changed']],
  ['booking', 'booking', 'proof_validation', ['proof.accepted', 'proof.refused']],
  [
    ...(['proof_validation', 'proof-validation', 'booking'] as const),
    ['booking.rejected', 'booking.expired', 'booking.cancelled', 'booking.paid', 'booking.erased'],
  ],
  [
    ...(['notifier', 'notifier', 'booking'] as const),
    [
      ...['booking.held', 'booking.expiring-soon', 'booking.submitted', 'booking.paid'],
      ...['booking.rejected', 'booking.expired', 'booking.cancelled'],
      ...['booking.refund-due', 'booking.refunded', 'booking.erased'],
    ],
  ],
  ['notifier', 'notifier', 'capacity', ['capacity.item-changed']],
] as const;

/** Each event takes effect once in each of its readers, or is kept in a dead letter; and nothing else takes effect. */
export const readersRules: readonly Rule[] = [
  ...readers.map(([schema, durable, publisher, types]) =>
    sqlRule(
      { promise: 5, reads: [schema, publisher], atRest: true },
      `with told as (
         select id, subject, published_at is not null and stream_seq is null as skipped
         from ${publisher}.outbox where split_part(subject, '.v', 1) = any ('{${types.join(',')}}')
       )
       select format('event %s, %s, was handled %s times by ${durable} and is set aside in %s letters',
         told.id, told.subject, count(distinct inbox.event_id), count(distinct letter.id)) as what
       from told
         left join ${schema}.inbox on consumer = '${durable}' and event_id = told.id
         left join ${schema}.dead_letters letter
           on durable = '${durable}' and message_key = told.id::text and replayed_at is null
       where not skipped
       group by told.id, told.subject having count(distinct inbox.event_id) + count(distinct letter.id) <> 1`,
    ),
  ),
  ...Object.entries(Object.groupBy(readers, ([schema]) => schema)).flatMap(([name, all]) => {
    const schema = name as (typeof readers)[number][0];
    const reads = [schema, ...all.map(([, , publisher]) => publisher)];
    const told = all
      .map(([, , publisher]) => `select id, payload from ${publisher}.outbox`)
      .join(' union all ');
    return [
      sqlRule(
        { promise: 5, reads },
        `select format('${schema} handled event %s, which nobody announced', event_id) as what
         from ${schema}.inbox where event_id not in (select id from (${told}) told)`,
      ),
      sqlRule(
        { promise: 5, reads },
        `select format('dead letter %s of ${schema} holds another event than %s', letter.id, message_key) as what
         from ${schema}.dead_letters letter left join (${told}) told on told.id::text = message_key
         where not starts_with(message_key, 'sequence ')
           and (told.id is null or (told.payload::jsonb is distinct from letter.payload::jsonb))`,
      ),
    ];
  }),
  sqlRule(
    { promise: 2, reads: ['booking', 'proof_validation'], atRest: true },
    `select format('booking %s ended as %s in version %s, and proof-validation knows of %s in version %s',
       ended.booking_id, ended.outcome, ended.version, known.outcome, known.version) as what
     from (
       select distinct on (booking_id) booking_id, version, lower(to_state) as outcome
       from booking.audit where from_state <> to_state and to_state in ('PAID', 'REJECTED', 'EXPIRED', 'CANCELLED')
       order by booking_id, version desc
     ) ended left join proof_validation.booking_ends known using (booking_id)
     where (ended.version, ended.outcome) is distinct from (known.version, known.outcome)`,
  ),
  sqlRule(
    { promise: 5, reads: ['booking', 'notifier'] },
    `with told as (
       select (data ->> 'bookingId')::uuid as booking_id, (data ->> 'version')::integer as version
       from ${eachBookingTold}
     )
     select format('delivery %s (%s) tells of version %s of booking %s, which was never announced', id, kind, booking_version, booking_id) as what
     from (
       select id, kind, booking_id, booking_version from notifier.deliveries
       union all select id, kind, booking_id, booking_version from notifier.backlog,
         json_to_recordset(happenings) as happening (booking_id uuid, booking_version integer)
     ) d
     where (booking_id, booking_version) not in (select booking_id, version from told where booking_id is not null)`,
  ),
];
