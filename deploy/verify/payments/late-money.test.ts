import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { aHeldBooking, anItem } from '../core/start-core.ts';
import { usePayments } from './use-payments.ts';

const payments = usePayments({ CHECKOUT_SECONDS: '1', RECONCILE_GRACE_SECONDS: '0' });
const { core, provider } = payments;

const placesOf = async (id: string) => (await core.ask.findPlaces({ bookingIds: [id] })).places[0];

/** A booking whose checkout ended unpaid. */
async function anExpired(item: { readonly id: string }) {
  const { id } = await payments.open(item);
  await payments.becomes(id, 'EXPIRED');
  return id;
}

describe('money that comes after the end', () => {
  it('takes the place again where one is free, with a new epoch', async () => {
    const item = await anItem(core, { holdTtlSeconds: 3 });
    const id = await anExpired(item);
    await payments.deliver(provider.pay(id));
    await payments.becomes(id, 'PAID', 'paid');

    expect(await placesOf(id)).toMatchObject({ state: 'CONFIRMED', epoch: 2 });
    expect(await payments.announced('booking.paid.v1', id)).toMatchObject([{ epoch: 2 }]);
    const { audit, intact } = await core.ask.findAudit({ bookingId: id });
    expect(intact).toBe(true);
    expect(audit.at(-1)).toMatchObject({ from: 'EXPIRED', to: 'PAID', reason: 'late-payment' });
    expect(await core.booking.reconcile()).toBe(0);
  });

  it('is due back where the place has gone to another', async () => {
    const item = await anItem(core, { holdTtlSeconds: 3, capacity: 1 });
    const id = await anExpired(item);
    const rival = await payments.open(item);
    await payments.deliver(provider.pay(rival.id));
    await payments.becomes(rival.id, 'PAID');

    await payments.deliver(provider.pay(id));
    const booking = await payments.becomes(id, 'EXPIRED', 'refund-due');
    expect(booking.payment).toMatchObject({ status: 'refund-due', paidAt: expect.any(String) });
    expect(await payments.announced('booking.refund-due.v1', id)).toMatchObject([
      { reason: 'too-late' },
    ]);
    expect(await core.booking.reconcile()).toBe(0);
  });

  it('is not confirmed later, when a place comes free after it was called due back', async () => {
    const item = await anItem(core, { holdTtlSeconds: 3, capacity: 1 });
    const id = await anExpired(item);
    await core.ask.updateItem({ id: item.id, changes: { holdTtlSeconds: 900 } });
    const rival = await payments.open(item);
    const report = provider.pay(id);
    await payments.deliver(report);
    await payments.becomes(id, 'EXPIRED', 'refund-due');
    await core.ask.cancelBooking({ bookingId: rival.id, ipHash: null });
    await until(async () => (await placesOf(rival.id))?.state === 'RELEASED');

    await payments.deliver({ ...report, eventId: `${report.eventId}-again` });
    await payments.work();
    expect(await payments.find(id)).toMatchObject({
      state: 'EXPIRED',
      payment: { status: 'refund-due' },
    });
    expect(await placesOf(id)).toMatchObject({ state: 'RELEASED', epoch: 1 });
  });

  it('wins or loses as a whole against the timer, never both', async () => {
    const item = await anItem(core, { holdTtlSeconds: 3, capacity: 100 });
    const ids = await Promise.all(
      Array.from({ length: 8 }, async () => (await payments.open(item)).id),
    );
    const ends = Math.min(...(await Promise.all(ids.map(endOf))));
    await until(() => Date.now() >= ends - 30);
    await Promise.all(ids.map((id) => payments.deliver(provider.pay(id))));
    for (const id of ids) {
      await payments.becomes(id, 'PAID', 'paid');
      expect((await placesOf(id))?.state).toBe('CONFIRMED');
      expect(await payments.announced('booking.paid.v1', id)).toHaveLength(1);
    }
    await core.booking.drain();
    expect(await core.booking.reconcile()).toBe(0);
  });

  it('counts although nobody had seen the session, where the booking is still held', async () => {
    const { id } = await aHeldBooking(core, await anItem(core));
    const session = { bookingId: id, epoch: 1, amount: 150_000, currency: 'IDR' };
    await payments.deliver(provider.payUnknown(session as never));
    await payments.becomes(id, 'PAID', 'paid');
  });
});

describe('a session whose time is over', () => {
  it('is ended at the provider, and its payment has failed', async () => {
    const id = await anExpired(await anItem(core, { holdTtlSeconds: 3 }));
    await payments.check();
    expect(provider.find(id).ended).toBe(true);
    expect((await payments.find(id)).payment?.status).toBe('failed');
  });

  it('and was paid in the last moment is found by asking', async () => {
    const id = await anExpired(await anItem(core, { holdTtlSeconds: 3 }));
    provider.pay(id);
    await payments.check();
    await payments.becomes(id, 'PAID', 'paid');
  });
});

async function endOf(id: string): Promise<number> {
  return Date.parse((await payments.find(id)).holdExpiresAt ?? '');
}
