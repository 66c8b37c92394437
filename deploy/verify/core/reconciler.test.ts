import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { aHeldBooking, anItem, aSubmittedBooking, useCore } from './start-core.ts';

// Disagreements count at once: the tests know that nothing is under way.
const core = useCore({ RECONCILE_GRACE_SECONDS: '0' });

const stateOf = async (id: string) => (await core.ask.findBooking({ id })).booking?.state;
const placesOf = async (id: string) => (await core.ask.findPlaces({ bookingIds: [id] })).places[0];

/** Brings about a row as a fault would have left it. */
const setPlaces = async (id: string, state: string) => {
  const counter = { HELD: 'held', LOCKED: 'locked', CONFIRMED: 'confirmed' } as Record<
    string,
    string
  >;
  const before = (await placesOf(id))?.state as string;
  const moves = [
    counter[before] && `${counter[before]} = ${counter[before]} - 1`,
    counter[state] && `${counter[state]} = ${counter[state]} + 1`,
  ].filter(Boolean);
  await core.admin.query(`
    with moved as (update capacity.places set state = '${state}' where booking_id = '${id}' returning item_id)
    update capacity.items set ${moves.join(', ')} from moved where id = moved.item_id`);
};

describe('the reconciler', () => {
  it('finds nothing to repair in a healthy system', async () => {
    const item = await anItem(core);
    await aHeldBooking(core, item);
    const { booking } = await aSubmittedBooking(core, item);
    await core.ask.approveBooking({ bookingId: booking.id, ipHash: null });
    await until(async () => (await placesOf(booking.id))?.state === 'CONFIRMED');
    expect(await core.booking.reconcile()).toBe(0);
  });

  it('submits a booking whose places are locked while it is still in HOLD: it has no timer', async () => {
    const { id } = await aHeldBooking(core, await anItem(core));
    const proofId = randomUUID();
    await core.ask.prepareProof({
      bookingId: id,
      proofId,
      answers: {},
      hasFile: true,
      ipHash: null,
    });
    await core.ask.lockPlaces({ bookingId: id, epoch: 1, proofId });

    expect(await core.booking.reconcile()).toBe(1);
    expect(await stateOf(id)).toBe('REVIEW');
    expect(await core.booking.reconcile()).toBe(0);
  });

  it('expires a booking whose places are gone', async () => {
    const { id } = await aHeldBooking(core, await anItem(core));
    await core.ask.releasePlaces({ bookingId: id, epoch: 1 });
    expect(await core.booking.reconcile()).toBe(1);
    expect(await stateOf(id)).toBe('EXPIRED');
  });

  it('tells a booking of the end that a checkout gave its hold before it broke off', async () => {
    const { id, holdExpiresAt } = await aHeldBooking(core, await anItem(core));
    const extended = await core.ask.extendHold({ bookingId: id, epoch: 1, seconds: 3600 });
    expect(await core.booking.reconcile()).toBe(1);
    const { booking } = await core.ask.findBooking({ id });
    expect(booking).toMatchObject({
      state: 'HOLD',
      holdExpiresAt: extended.outcome === 'ok' && extended.expiresAt,
    });
    expect(booking?.holdExpiresAt).not.toBe(holdExpiresAt);
    expect(await core.booking.reconcile()).toBe(0);
  });

  it('confirms the places of a paid booking', async () => {
    const { booking } = await aSubmittedBooking(core, await anItem(core));
    await core.ask.approveBooking({ bookingId: booking.id, ipHash: null });
    await until(async () => (await placesOf(booking.id))?.state === 'CONFIRMED');
    await setPlaces(booking.id, 'LOCKED');
    expect(await core.booking.reconcile()).toBe(1);
    expect((await placesOf(booking.id))?.state).toBe('CONFIRMED');
  });

  it('releases the places of a booking that has ended', async () => {
    const { booking } = await aSubmittedBooking(core, await anItem(core));
    await core.ask.rejectBooking({ bookingId: booking.id, ipHash: null, reason: 'salah' });
    await until(async () => (await placesOf(booking.id))?.state === 'RELEASED');
    await setPlaces(booking.id, 'LOCKED');
    expect(await core.booking.reconcile()).toBe(1);
    expect((await placesOf(booking.id))?.state).toBe('RELEASED');
  });

  it('only reports what no repeated command can mend', async () => {
    const { booking } = await aSubmittedBooking(core, await anItem(core));
    await core.ask.approveBooking({ bookingId: booking.id, ipHash: null });
    await until(async () => (await placesOf(booking.id))?.state === 'CONFIRMED');
    await setPlaces(booking.id, 'RELEASED');
    expect(await core.booking.reconcile()).toBe(1);
    expect(await stateOf(booking.id)).toBe('PAID');
    await setPlaces(booking.id, 'CONFIRMED');
  });
});
