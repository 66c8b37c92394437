import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { bookingCancelled, bookingPaid, bookingRejected } from '@karcis/contracts';
import { announce, toOutboxRows } from '@karcis/messaging';
import { until } from '@karcis/testing';
import { aHeldBooking, aHold, anItem, availabilityOf, useCapacity } from './start-capacity.ts';

const capacity = useCapacity({ replicas: 2 });
const ask = () => capacity.ask;

const contracts = { paid: bookingPaid, rejected: bookingRejected, cancelled: bookingCancelled };
type Said = { readonly bookingId: string; readonly epoch?: number; readonly version?: number };

const event = (word: keyof typeof contracts, { bookingId, epoch = 1, version = 2 }: Said) =>
  announce(contracts[word], bookingId, {
    ...contracts[word].example,
    bookingId,
    epoch,
    version,
  });

/** Says it as booking does. */
const say = (...events: ReturnType<typeof event>[]) =>
  capacity.booking(async (unit) => unit.announce(...events));
/** Puts it on the stream once more, past every outbox and its message id. */
const sayAgain = async (announced: ReturnType<typeof event>) => {
  for (const { subject, payload } of toOutboxRows([announced]))
    await capacity.nc.request(subject, payload, { timeout: 20_000 });
};
const heard = async () => {
  await capacity.said();
  await Promise.all(capacity.services.map((service) => service.drain()));
};

const placesOf = async (bookingId: string) => {
  const { places } = await ask().findPlaces({ bookingIds: [bookingId] });
  return places[0] && `${places[0].state} ${places[0].epoch}`;
};
const aLocked = async (item: { id: string }) => {
  const { bookingId, epoch } = await aHeldBooking(capacity, item);
  await ask().lockPlaces({ bookingId, epoch, proofId: randomUUID() });
  return bookingId;
};
const warnings = () =>
  capacity.logs.lines.filter(({ msg }) => msg === 'places could not follow their booking');
const deadLetters = async () =>
  (await capacity.admin.query('select subject, error from dead_letters')).rows;

describe('booking.paid', () => {
  it('confirms the places', async () => {
    const item = await anItem(capacity);
    const bookingId = await aLocked(item);
    await say(event('paid', { bookingId }));
    await until(async () => (await placesOf(bookingId)) === 'CONFIRMED 1');
    expect(await availabilityOf(capacity, item)).toMatchObject({ paid: 1, review: 0 });
  });

  it('delivered twice confirms once', async () => {
    const item = await anItem(capacity);
    const bookingId = await aLocked(item);
    const paid = { ...event('paid', { bookingId }), id: randomUUID() };
    await sayAgain(paid);
    await sayAgain(paid);
    await say(event('paid', { bookingId }));
    await heard();
    expect(await availabilityOf(capacity, item)).toMatchObject({ paid: 1, review: 0 });
  });

  it('never revives what was released, and says that something is wrong', async () => {
    const item = await anItem(capacity);
    const { bookingId, epoch } = await aHeldBooking(capacity, item);
    await ask().releasePlaces({ bookingId, epoch });
    await say(event('paid', { bookingId }));
    await until(() => warnings().some((line) => line.bookingId === bookingId));
    expect(await placesOf(bookingId)).toBe('RELEASED 1');
    expect(warnings()).toContainEqual(
      expect.objectContaining({ verb: 'confirm', bookingId, outcome: 'released' }),
    );
  });
});

describe('booking.rejected and booking.cancelled', () => {
  it.each(['rejected', 'cancelled'] as const)(
    '%s gives the places back from any state',
    async (word) => {
      const item = await anItem(capacity);
      const { bookingId: held } = await aHeldBooking(capacity, item);
      const locked = await aLocked(item);
      const confirmed = await aLocked(item);
      await ask().confirmPlaces({ bookingId: confirmed, epoch: 1 });

      await say(...[held, locked, confirmed].map((bookingId) => event(word, { bookingId })));
      await until(async () => (await availabilityOf(capacity, item)).capacityLeft === 10);
      for (const bookingId of [held, locked, confirmed]) {
        expect(await placesOf(bookingId)).toBe('RELEASED 1');
      }
    },
  );

  it('of an older epoch undo nothing of a newer one', async () => {
    const item = await anItem(capacity);
    const { bookingId, epoch } = await aHeldBooking(capacity, item);
    await ask().releasePlaces({ bookingId, epoch });
    await ask().reacquirePlaces({ bookingId, epoch });
    const before = warnings().length;
    await say(
      event('cancelled', { bookingId, epoch: 1 }),
      event('rejected', { bookingId, epoch: 1 }),
    );
    await heard();
    expect(await placesOf(bookingId)).toBe('CONFIRMED 2');
    expect(warnings()).toHaveLength(before);
  });

  it('that come before the hold keep it from taking places', async () => {
    const item = await anItem(capacity);
    const request = aHold(item);
    await say(event('cancelled', { bookingId: request.bookingId }));
    await heard();
    expect(await ask().holdPlaces(request)).toEqual({ outcome: 'hold-expired' });
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 0 });
  });
});

describe('events that come together', () => {
  it('are carried out in their order, booking by booking', async () => {
    const item = await anItem(capacity, { capacity: 100 });
    const bookings = await Promise.all(Array.from({ length: 20 }, () => aLocked(item)));
    await say(
      ...bookings.flatMap((bookingId) => [
        event('paid', { bookingId, version: 3 }),
        event('cancelled', { bookingId, version: 4 }),
      ]),
    );
    await until(async () => (await availabilityOf(capacity, item)).capacityLeft === 100);
    const { rows } = await capacity.admin.query(
      'select count(*)::int as n from outbox where subject = any($1)',
      [bookings.map((id) => `capacity.released.v1.${id}`)],
    );
    expect(rows).toEqual([{ n: 20 }]);
  });

  it('of many items do not wait for the admission in a circle', async () => {
    const items = await Promise.all(
      Array.from({ length: 8 }, () => anItem(capacity, { capacity: 1_000, maxPerBooking: 1 })),
    );
    for (let round = 0; round < 10; round += 1) {
      const bookings = await Promise.all(items.toReversed().map(aLocked));
      await Promise.all([
        say(...bookings.map((bookingId) => event('paid', { bookingId }))),
        ...[...items, ...items].map((item) => ask().holdPlaces(aHold(item))),
      ]);
    }
    await heard();
    const { rows } = await capacity.admin.query(
      'select deadlocks::int from pg_stat_database where datname = current_database()',
    );
    expect(rows).toEqual([{ deadlocks: 0 }]);
    for (const item of items)
      expect(await availabilityOf(capacity, item)).toMatchObject({ paid: 10 });
  });
});

describe('an event', () => {
  it('that fails is tried again', async () => {
    const item = await anItem(capacity);
    const bookingId = await aLocked(item);
    await capacity.admin.query(`
      create function fail() returns trigger language plpgsql as $$ begin raise 'not now'; end $$;
      create trigger fail before update on places for each row
        when (new.booking_id = '${bookingId}') execute function fail()`);
    await say(event('paid', { bookingId }));
    await until(() => capacity.logs.text().includes('not now'));
    expect(await placesOf(bookingId)).toBe('LOCKED 1');

    await capacity.admin.query('drop function fail cascade');
    await until(async () => (await placesOf(bookingId)) === 'CONFIRMED 1');
  });

  it('that breaks its contract is set aside, and those behind it go on', async () => {
    const item = await anItem(capacity);
    const bookingId = await aLocked(item);
    const broken = event('paid', { bookingId: 'not-a-booking' });
    await sayAgain(broken);
    await say(event('paid', { bookingId }));
    await until(async () => (await placesOf(bookingId)) === 'CONFIRMED 1');
    await until(async () => (await deadLetters()).length === 1);
    expect(await deadLetters()).toMatchObject([{ subject: 'booking.paid.v1.not-a-booking' }]);
  });
});
