import { sql } from 'kysely';
import type { Tx } from './schema.ts';

export type PaidBooking = {
  readonly bookingId: string;
  readonly bookingVersion: number;
  readonly itemId: string;
  readonly occurredAt: Date;
};

/**
 * Plans the reminders of these bookings, in one statement. When each is due is seen by whoever takes it first: it asks when
 * the item begins, and lets it wait until the day before.
 */
export async function planReminders(
  trx: Tx,
  bookings: readonly PaidBooking[],
  channels: readonly string[],
): Promise<void> {
  const column = <K extends keyof PaidBooking>(name: K) => bookings.map((one) => one[name]);
  await sql`
    insert into deliveries
      (kind, channel, item_id, booking_id, booking_version, occurred_at, send_before)
    select 'reminder', channel, paid.item_id, paid.booking_id, paid.booking_version,
      paid.occurred_at, 'infinity'
    from unnest(
      ${column('itemId')}::uuid[], ${column('bookingId')}::uuid[],
      ${column('bookingVersion')}::integer[], ${column('occurredAt')}::timestamptz[]
    ) as paid (item_id, booking_id, booking_version, occurred_at)
    cross join unnest(${channels}::text[]) as channel
    on conflict do nothing`.execute(trx);
}

/** An item has a new beginning: its reminders are due at these instants, at the earliest now. */
export async function moveReminders(
  trx: Tx,
  moves: readonly { readonly itemId: string; readonly dueAt: Date }[],
): Promise<void> {
  await sql`
    update deliveries d
    set next_attempt_at = greatest(clock_timestamp(), move.due_at)
    from unnest(
      ${moves.map(({ itemId }) => itemId)}::uuid[], ${moves.map(({ dueAt }) => dueAt)}::timestamptz[]
    ) as move (item_id, due_at)
    where d.item_id = move.item_id and d.kind = 'reminder' and d.status = 'planned'
      and d.lease is null`.execute(trx);
}
