import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { bookingPaid, type BookingView } from '@karcis/contracts';
import { until } from '@karcis/testing';
import { aRecipient } from './a-recipient.ts';
import { useNotifier } from './use-notifier.ts';

const world = useNotifier();
const HOUR_MS = 60 * 60_000;
let people = 0;

const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
const itemOf = (id: string, startsAt: string) => ({ ...aRecipient().booking.item, id, startsAt });

/** A booking paid so many hours ago, of an item that begins in so many hours. */
async function aPaidBooking(beginsInHours: number, paidHoursAgo = 0) {
  const itemId = randomUUID();
  const email = `reminded-${++people}@example.org`;
  const booking = { state: 'PAID', item: itemOf(itemId, inHours(beginsInHours)) } as const;
  const id = world.booking.has({ email, booking });
  const data = { ...bookingPaid.example, bookingId: id, itemId };
  await world.booking.publish(`${bookingPaid.type}.${id}`, {
    ...{ specversion: '1.0', id: randomUUID(), type: bookingPaid.type, source: '/karcis/booking' },
    ...{ time: inHours(-paidHoursAgo), subject: id, datacontenttype: 'application/json', data },
  });
  const changes = (differences: Partial<BookingView>) =>
    world.booking.becomes(id, { email, booking: { ...booking, ...differences } });
  return { id, itemId, email, changes };
}

const reminderOf = async (bookingId: string) => {
  const [row] = await world.rows<{ status: string; hours: number | null }>(
    `select status, round(extract(epoch from next_attempt_at - now()) / 3600)::integer as hours
     from notifier.deliveries where booking_id = $1 and kind = 'reminder' and lease is null`,
    [bookingId],
  );
  return row;
};

/** Until the reminder was looked at and waits for the day before. */
const waits = (bookingId: string, hours: number) =>
  until(async () => (await reminderOf(bookingId))?.hours === hours, { what: `${hours} h` });
const dropped = (bookingId: string) =>
  until(async () => (await reminderOf(bookingId))?.status === 'skipped', { what: 'dropped' });
const isDue = (bookingId: string) =>
  world.rows(
    `update notifier.deliveries set next_attempt_at = now()
     where booking_id = $1 and kind = 'reminder'`,
    [bookingId],
  );
const remindersTo = (email: string) =>
  world.mailsTo(email).filter(({ mail }) => mail.subject === 'Sebentar lagi: Kelas Keramik');

describe('a reminder', () => {
  it('waits for the day before, unseen, and comes then, once', async () => {
    await world.start();
    const { id, email, changes } = await aPaidBooking(100);
    await waits(id, 76);
    await until(async () => (await world.notificationsOf(id)).length > 0, { what: 'the word' });
    expect((await world.notificationsOf(id)).map(({ kind }) => kind)).toEqual(['approved']);

    changes({ item: itemOf(randomUUID(), inHours(24)) });
    await isDue(id);
    await until(() => remindersTo(email).length === 1, { what: 'the reminder' });
    await until(async () => (await world.notificationsOf(id)).length === 2);
    await isDue(id).catch(() => undefined);
    expect(remindersTo(email)).toHaveLength(1);
  });

  it('waits longer when the beginning has moved away since', async () => {
    await world.start();
    const { id, email, changes } = await aPaidBooking(100);
    await waits(id, 76);
    changes({ item: itemOf(randomUUID(), inHours(200)) });
    await isDue(id);
    await waits(id, 176);
    expect(remindersTo(email)).toEqual([]);
  });

  it('moves with its item, to an earlier day too', async () => {
    await world.start();
    const { id, itemId, email, changes } = await aPaidBooking(100, 48);
    await waits(id, 76);
    await world.capacity.changesItem(itemId, { startsAt: inHours(60) });
    await waits(id, 36);

    changes({ item: itemOf(itemId, inHours(20)) });
    await world.capacity.changesItem(itemId, { startsAt: inHours(20) });
    await until(() => remindersTo(email).length === 1, { what: 'the reminder' });
  });

  it('is dropped when the booking is cancelled by then', async () => {
    await world.start();
    const { id, email, changes } = await aPaidBooking(100);
    await waits(id, 76);
    changes({ state: 'CANCELLED', item: itemOf(randomUUID(), inHours(23)) });
    await isDue(id);
    await dropped(id);
    expect(remindersTo(email)).toEqual([]);
  });

  it('is not sent once the item has begun', async () => {
    await world.start();
    const { id, email, changes } = await aPaidBooking(100);
    await waits(id, 76);
    changes({ item: itemOf(randomUUID(), inHours(-1)) });
    await isDue(id);
    await dropped(id);
    expect(remindersTo(email)).toEqual([]);
  });

  it('is not for who paid less than a day before', async () => {
    await world.start();
    const { id } = await aPaidBooking(23);
    await dropped(id);
  });
});
