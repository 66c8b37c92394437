import type { BookingState } from '@karcis/contracts';
import type { PromiseNumber } from './rule.ts';

/** A fault as SQL, and how the checker has to tell of it. */
export type Planted = {
  readonly promise: PromiseNumber;
  readonly tells: RegExp;
  readonly sql: string;
};

const one = (state: BookingState) =>
  `(select id from booking.bookings where state = '${state}' order by id limit 1)`;
const ofOne = (state: BookingState) => `booking_id = ${one(state)}`;
const eventOf = (type: string) =>
  `id = (select id from ${schemaOf(type)}.outbox where starts_with(subject, '${type}.') limit 1)`;
const schemaOf = (type: string) => type.split('.')[0]?.replace('proof', 'proof_validation') ?? '';
const become = (state: string, booking: BookingState) =>
  `update capacity.places set state = '${state}' where ${ofOne(booking)}`;
const copyEvent = (type: string, payload: string) =>
  `insert into ${schemaOf(type)}.outbox (id, subject, payload, published_at, stream_seq)
   select id, subject, ${payload}, now(), 1000000
   from (select uuidv7() as id, subject, payload::jsonb from ${schemaOf(type)}.outbox where starts_with(subject, '${type}.') limit 1)`;

const letIn = (version: number) => `
  insert into booking.ticket_audit (ticket_id, version, action, at, door, organiser_id, operation)
  select id, ${version}, 'check-in', now(), 'x', 'x', '${version}' from booking.tickets where ${ofOne('PAID')};`;
/** A payment as a fault would have left it. */
const plantPayment = (
  booking: BookingState,
  status: string,
  values: Record<string, string> = {},
) => {
  const columns = {
    booking_id: one(booking),
    epoch: '1',
    provider: `'midtrans'`,
    reference: 'gen_random_uuid()::text',
    payment_reference: 'gen_random_uuid()::text',
    amount: `(select amount from booking.bookings where id = ${one(booking)})`,
    currency: `'IDR'`,
    status: `'${status}'`,
    paid_at: 'now()',
    refund_reason: status === 'paid' ? 'null' : `'cancelled'`,
    created_at: 'now()',
    updated_at: 'now()',
    ...values,
  };
  return `insert into booking.payments (${Object.keys(columns).join(', ')})
    values (${Object.values(columns).join(', ')})`;
};
const plantEvent = (values: string) => `
  insert into booking.payment_events (provider, event_id, booking_id, report, done_at, next_try_at, outcome)
  select 'midtrans', 'planted', id, '{"status":"paid","reference":"planted"}', ${values}
  from booking.bookings where id = ${one('PAID')}`;

/** What must never be seen, whatever is under way. */
export const plantedAtAnyTime: readonly Planted[] = [
  {
    promise: 1,
    tells: /of 1 places are in use/,
    sql: `alter table capacity.items drop constraint places_within_capacity;
      update capacity.items set capacity = 1 where confirmed > 0`,
  },
  { promise: 1, tells: /its counters are/, sql: 'update capacity.items set locked = locked + 1' },
  {
    promise: 1,
    tells: /no constraint/,
    sql: 'alter table capacity.items drop constraint places_within_capacity',
  },
  {
    promise: 2,
    tells: /never heard of it/,
    sql: `delete from capacity.places where ${ofOne('HOLD')}`,
  },
  {
    promise: 2,
    tells: /capacity says 4 of/,
    sql: `update capacity.places set quantity = 4 where ${ofOne('HOLD')}`,
  },
  {
    promise: 2,
    tells: /there is no such booking/,
    sql: `delete from booking.bookings where id = ${one('REVIEW')}`,
  },
  {
    promise: 2,
    tells: /although its tombstone/,
    sql: `insert into booking.tombstones values (${one('HOLD')}, 1)`,
  },
  {
    promise: 3,
    tells: /is of epoch 2, its places are of epoch 1/,
    sql: `update booking.bookings set epoch = 2 where id = ${one('PAID')}`,
  },
  ...(
    [
      ['REVIEW', 'HELD'],
      ['REVIEW', 'RELEASED'],
      ['PAID', 'HELD'],
      ['PAID', 'RELEASED'],
      ['EXPIRED', 'HELD'],
      ['EXPIRED', 'LOCKED'],
      ['EXPIRED', 'CONFIRMED'],
      ['REJECTED', 'HELD'],
      ['REJECTED', 'CONFIRMED'],
    ] as const
  ).map(([booking, places]) => ({
    promise: 3 as const,
    tells: new RegExp(`is ${booking} with places ${places}`),
    sql: become(places, booking),
  })),
  { promise: 3, tells: /and their end was announced/, sql: become('LOCKED', 'REJECTED') },
  {
    promise: 3,
    tells: /went from REVIEW to EXPIRED/,
    sql: `update booking.audit set to_state = 'EXPIRED' where ${ofOne('PAID')} and to_state = 'PAID'`,
  },
  {
    promise: 4,
    tells: /1 times a method was asked for, 0 times/,
    sql: `insert into booking.operations (id, booking_id) values ('x', ${one('HOLD')})`,
  },
  {
    promise: 4,
    tells: /has 0 tickets, and was paid for 1 times/,
    sql: `delete from booking.tickets where ${ofOne('PAID')}`,
  },
  {
    promise: 4,
    tells: /has 1 tickets, and was paid for 0 times/,
    sql: `insert into booking.tickets (id, booking_id, item_id, place, attendee)
      select uuidv7(), id, item_id, 1, 'x' from booking.bookings where id = ${one('HOLD')}`,
  },
  {
    promise: 4,
    tells: /check-in after check-in/,
    sql: letIn(1) + letIn(2),
  },
  {
    promise: 6,
    tells: /is in, and its trail of 0 rows ends otherwise/,
    sql: `update booking.tickets set checked_in_at = now(), door = 'x' where ${ofOne('PAID')}`,
  },
  {
    promise: 4,
    tells: /these were handed in/,
    sql: `insert into booking.proofs (id, booking_id, status, uploaded_at, outcome)
      values (uuidv7(), ${one('REVIEW')}, 'checking', now(), 'submitted')`,
  },
  {
    promise: 4,
    tells: /is accepted to booking/,
    sql: `update booking.proofs set sha256 = 'another' where status = 'accepted'`,
  },
  {
    promise: 4,
    tells: /in EXPIRED, which never was/,
    sql: `update gateway.idempotency_keys
      set body = convert_to(jsonb_set(convert_from(body, 'UTF8')::jsonb, '{state}', '"EXPIRED"')::text, 'UTF8')`,
  },
  {
    promise: 5,
    tells: /was made 1 times and announced 0 times/,
    sql: `delete from booking.outbox where ${eventOf('booking.submitted')}`,
  },
  {
    promise: 5,
    tells: /was made 1 times and announced 2 times/,
    sql: copyEvent('booking.paid', `jsonb_set(payload, '{id}', to_jsonb(id))::text`),
  },
  {
    promise: 5,
    tells: /version 9, paid, was made 0 times/,
    sql: copyEvent(
      'booking.paid',
      `jsonb_set(jsonb_set(payload, '{id}', to_jsonb(id)), '{data,version}', '9')::text`,
    ),
  },
  {
    promise: 5,
    tells: /tells of 7 places/,
    sql: `update booking.outbox set payload = jsonb_set(payload::jsonb, '{data,holds,0,quantity}', '7')::text where ${eventOf('booking.held')}`,
  },
  {
    promise: 5,
    tells: /of capacity says that it is/,
    sql: copyEvent('capacity.released', 'payload::text'),
  },
  {
    promise: 5,
    tells: /the end of places .* was announced 2 times/,
    sql: copyEvent('capacity.released', 'payload::text'),
  },
  {
    promise: 5,
    tells: /the end of places .* was announced 0 times/,
    sql: `delete from capacity.outbox where ${eventOf('capacity.hold-expired')}`,
  },
  {
    promise: 5,
    tells: /version 1 of item .* was announced 0 times/,
    sql: `delete from capacity.outbox where ${eventOf('capacity.item-changed')}`,
  },
  {
    promise: 5,
    tells: /proof .* was accepted and announced 0 times/,
    sql: `delete from proof_validation.outbox where ${eventOf('proof.accepted')}`,
  },
  {
    promise: 5,
    tells: /counts as published and no stream took it/,
    sql: `update booking.outbox set stream_seq = null where ${eventOf('booking.paid')}`,
  },
  ...['capacity', 'booking', 'proof_validation', 'notifier'].map((schema) => ({
    promise: 5 as const,
    tells: new RegExp(`${schema} handled event .* which nobody announced`),
    sql: `insert into ${schema}.inbox (consumer, event_id) values ('${schema}', uuidv7())`,
  })),
  {
    promise: 5,
    tells: /holds another event than/,
    sql: `insert into notifier.dead_letters (stream, durable, message_key, subject, payload, error, attempts)
      select 'BOOKING', 'notifier', id, subject, '{}', 'x', 10 from booking.outbox limit 1`,
  },
  {
    promise: 5,
    tells: /tells of version 7 of booking/,
    sql: `update notifier.deliveries set booking_version = 7 where ${ofOne('PAID')}`,
  },
  {
    promise: 5,
    tells: /\(hold-made\) tells of version 8 of booking/,
    sql: `insert into notifier.backlog (kind, happenings)
      select 'hold-made', json_build_array(json_build_object('booking_id', ${one('PAID')}, 'booking_version', 8))`,
  },
  {
    promise: 6,
    tells: /does not lead to PAID/,
    sql: `update booking.audit set actor = 'system' where ${ofOne('PAID')} and version = 2`,
  },
  {
    promise: 6,
    tells: /does not lead to PAID/,
    sql: `delete from booking.audit where ${ofOne('PAID')} and version = 2`,
  },
  {
    promise: 6,
    tells: /does not lead to CANCELLED/,
    sql: `update booking.bookings set state = 'CANCELLED' where id = ${one('PAID')}`,
  },
  {
    promise: 6,
    tells: /knows a booking .* that there is not/,
    sql: `delete from booking.bookings where id = ${one('PAID')}`,
  },
  {
    promise: 6,
    tells: /can be changed/,
    sql: 'alter table booking.audit disable trigger audit_is_append_only',
  },
  { promise: 6, tells: /can be changed/, sql: 'grant update on booking.audit to booking' },
  {
    promise: 7,
    tells: /costs 1 IDR/,
    sql: `update booking.bookings set amount = 1 where id = ${one('PAID')}`,
  },
  {
    promise: 7,
    tells: /of 1 IDR counts for booking/,
    sql: plantPayment('PAID', 'paid', { received_amount: '1', received_currency: `'IDR'` }),
  },
  {
    promise: 7,
    tells: /counts for booking .*, which is HOLD/,
    sql: plantPayment('HOLD', 'paid'),
  },
  {
    promise: 7,
    tells: /by a provider, and 0 payments of its sum came in/,
    sql: `update booking.audit set actor = 'provider' where ${ofOne('PAID')} and to_state = 'PAID'`,
  },
  {
    promise: 7,
    tells: /counts 2 times/,
    sql: ['PAID', 'REVIEW']
      .map((state) => plantPayment(state as BookingState, 'paid', { payment_reference: `'one'` }))
      .join(';'),
  },
  {
    promise: 7,
    tells: /told of money that no payment knows/,
    sql: plantEvent(`now(), null, 'paid'`),
  },
  {
    promise: 7,
    tells: /is PENDING and was never asked for money/,
    sql: `update booking.bookings set state = 'PENDING' where id = ${one('HOLD')}`,
  },
  {
    promise: 5,
    tells: /is owed back and that was announced 0 times/,
    sql: plantPayment('CANCELLED', 'refund-due'),
  },
  {
    promise: 5,
    tells: /went back and that was announced 0 times/,
    sql: plantPayment('CANCELLED', 'refunded', { refunded_at: 'now()', refunded_by: `'x'` }),
  },
  {
    promise: 8,
    tells: /is not what its contract says/,
    sql: `update booking.outbox set payload = jsonb_set(payload::jsonb, '{data,seat}', '"A1"')::text where ${eventOf('booking.paid')}`,
  },
  {
    promise: 8,
    tells: /booking.outbox tells who booked/,
    sql: `update booking.outbox set payload = jsonb_set(payload::jsonb, '{data,buyer}', '"siti@example.org"')::text
      where ${eventOf('booking.paid')}`,
  },
  {
    promise: 8,
    tells: /notifier.deliveries tells who booked/,
    sql: `update notifier.deliveries set last_error = 'no such mailbox: siti@example.org' where ${ofOne('PAID')}`,
  },
  {
    promise: 8,
    tells: /notifier.dead_letters tells who booked/,
    sql: `insert into notifier.dead_letters (stream, durable, message_key, subject, payload, error, attempts)
      select 'BOOKING', 'notifier', id, subject, payload, 'Siti Aminah', 10 from booking.outbox where ${eventOf('booking.paid')}`,
  },
  {
    promise: 8,
    tells: /was erased and still has a person/,
    sql: `update booking.bookings set erased_at = now() where id = ${one('PAID')}`,
  },
];

/** What may be seen for a moment, and must be gone when nothing is under way. */
export const plantedAtRest: readonly Planted[] = [
  {
    promise: 8,
    tells: /was erased and its proof .* has a file/,
    sql: `update booking.bookings set erased_at = now() where id = ${one('PAID')}`,
  },
  {
    promise: 2,
    tells: /are still held/,
    sql: `update capacity.places set expires_at = now() - interval '1 minute' where ${ofOne('HOLD')}`,
  },
  {
    promise: 2,
    tells: /is PAID of epoch 1 and its places are LOCKED/,
    sql: become('LOCKED', 'PAID'),
  },
  {
    promise: 2,
    tells: /is HOLD of epoch 1 and its places are RELEASED/,
    sql: become('RELEASED', 'HOLD'),
  },
  {
    promise: 2,
    tells: /says that its hold ends/,
    sql: `update capacity.places set expires_at = expires_at + interval '1 second' where ${ofOne('HOLD')}`,
  },
  {
    promise: 7,
    tells: /event planted of midtrans was never worked on/,
    sql: plantEvent('null, now(), null'),
  },
  {
    promise: 2,
    tells: /knows of neither a booking nor its end/,
    sql: `delete from booking.bookings where id = ${one('EXPIRED')}`,
  },
  {
    promise: 2,
    tells: /proof-validation knows of .* in version/,
    sql: `delete from proof_validation.booking_ends where ${ofOne('REJECTED')}`,
  },
  ...['booking', 'capacity', 'proof_validation'].map((schema) => ({
    promise: 5 as const,
    tells: new RegExp(`of ${schema}, .*, is not published`),
    sql: `update ${schema}.outbox set published_at = null, stream_seq = null`,
  })),
  ...['capacity', 'booking', 'proof-validation', 'notifier'].map((durable) => ({
    promise: 5 as const,
    tells: new RegExp(`was handled 0 times by ${durable} and is set aside in 0 letters`),
    sql: `delete from ${durable.replace('-', '_')}.inbox`,
  })),
  {
    promise: 5,
    tells: /was handled 1 times by notifier and is set aside in 1 letters/,
    sql: `insert into notifier.dead_letters (stream, durable, message_key, subject, payload, error, attempts)
      select 'BOOKING', 'notifier', id, subject, payload, 'x', 10 from booking.outbox where ${eventOf('booking.paid')}`,
  },
];
