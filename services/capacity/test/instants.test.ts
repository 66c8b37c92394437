import { beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { aHeldBooking, aHold, anItem, availabilityOf, useCapacity } from './start-capacity.ts';

const capacity = useCapacity();
const ask = () => capacity.ask;

/** Stops the clock that judges at an instant, for every session. */
const stopClockAt = (instant: Date) =>
  capacity.admin.query(
    `create or replace function capacity.judging_clock() returns timestamptz language sql volatile as
     $$ select timestamptz '${instant.toISOString()}' $$`,
  );
const heldAt = new Date('2030-01-01T00:00:00.000Z');
const secondsLater = (seconds: number) => new Date(heldAt.getTime() + seconds * 1_000);
const lastMoment = new Date(secondsLater(900).getTime() - 1);

beforeEach(() => stopClockAt(heldAt));

describe('a hold of 15 minutes', () => {
  it('begins and ends at the instants it is told', async () => {
    const { held } = await aHeldBooking(capacity, await anItem(capacity));
    expect(held).toMatchObject({
      heldAt: heldAt.toISOString(),
      expiresAt: secondsLater(900).toISOString(),
    });
  });

  it('is alive in its last millisecond', async () => {
    const item = await anItem(capacity, { capacity: 1 });
    const { bookingId, epoch } = await aHeldBooking(capacity, item);
    await stopClockAt(lastMoment);
    await capacity.services[0]?.sweep();
    expect(await ask().holdPlaces(aHold(item))).toMatchObject({ outcome: 'hold-pool-full' });
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 1, available: 0 });
    expect(await ask().lockPlaces({ bookingId, epoch, proofId: null })).toMatchObject({
      outcome: 'ok',
      at: lastMoment.toISOString(),
    });
  });

  it.each([
    ['lock', () => ask().lockPlaces, { proofId: null }],
    ['confirmation', () => ask().confirmPlaces, {}],
    ['extension', () => ask().extendHold, { seconds: 60 }],
  ] as const)('is over for a %s in the millisecond after', async (_, verb, details) => {
    const item = await anItem(capacity);
    const { bookingId, epoch } = await aHeldBooking(capacity, item);
    await stopClockAt(secondsLater(900));
    const change = verb() as (request: object) => Promise<unknown>;
    expect(await change({ bookingId, epoch, ...details })).toEqual({ outcome: 'released' });
  });

  it('is free for a rival in the millisecond after', async () => {
    const item = await anItem(capacity, { capacity: 1 });
    await aHeldBooking(capacity, item);
    await stopClockAt(secondsLater(900));
    expect(await availabilityOf(capacity, item)).toMatchObject({
      holdActive: 0,
      available: 1,
      nextReleaseAt: null,
    });
    expect(await ask().holdPlaces(aHold(item))).toMatchObject({ outcome: 'held' });
  });

  it('is swept in the millisecond after', async () => {
    const item = await anItem(capacity, { capacity: 1 });
    const { bookingId } = await aHeldBooking(capacity, item);
    await stopClockAt(secondsLater(900));
    await capacity.services[0]?.sweep();
    // By this sweep, or by the service's own that had it in hand.
    const places = await until(async () => {
      const found = (await ask().findPlaces({ bookingIds: [bookingId] })).places;
      return found[0]?.state === 'RELEASED' && found;
    });
    expect(places).toMatchObject([{ changedAt: secondsLater(900).toISOString() }]);
  });

  it('is extended to an instant counted from the extension', async () => {
    const { bookingId, epoch } = await aHeldBooking(capacity, await anItem(capacity));
    await stopClockAt(secondsLater(600));
    const extend = () => ask().extendHold({ bookingId, epoch, seconds: 1_800 });
    expect(await extend()).toMatchObject({ expiresAt: secondsLater(2_400).toISOString() });
    await stopClockAt(secondsLater(1_000));
    expect(await extend()).toMatchObject({ expiresAt: secondsLater(2_400).toISOString() });
  });
});

describe('booking', () => {
  it('is open to the last millisecond before it closes', async () => {
    const item = await anItem(capacity, { bookingClosesAt: secondsLater(900).toISOString() });
    await stopClockAt(lastMoment);
    expect(await ask().holdPlaces(aHold(item))).toMatchObject({ outcome: 'held' });
    expect(await availabilityOf(capacity, item)).toMatchObject({ bookable: true });

    await stopClockAt(secondsLater(900));
    expect(await ask().holdPlaces(aHold(item))).toEqual({ outcome: 'item-closed' });
    expect(await availabilityOf(capacity, item)).toMatchObject({
      bookable: false,
      reason: 'ended',
    });
  });
});

describe('a clock that goes back', () => {
  it('leaves what ended ended, and no place sold twice', async () => {
    const item = await anItem(capacity, { capacity: 1 });
    const { bookingId, epoch } = await aHeldBooking(capacity, item);
    await stopClockAt(secondsLater(900));
    const rival = await aHeldBooking(capacity, item);

    await stopClockAt(heldAt);
    expect(await ask().confirmPlaces({ bookingId, epoch })).toEqual({ outcome: 'released' });
    expect(await ask().confirmPlaces(rival)).toMatchObject({ outcome: 'ok' });
    expect(await ask().holdPlaces(aHold(item))).toEqual({ outcome: 'sold-out' });
  });
});
