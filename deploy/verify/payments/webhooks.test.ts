import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { anItem, aHold, aSubmittedBooking } from '../core/start-core.ts';
import { signed } from './pretend-provider.ts';
import { usePayments } from './use-payments.ts';

const payments = usePayments();
const { core, provider } = payments;

const placesOf = async (id: string) => (await core.ask.findPlaces({ bookingIds: [id] })).places[0];
const eventsOf = async (bookingId: string) => {
  const { rows } = await core.admin.query(
    'select event_id, outcome, problem, tries from booking.payment_events where booking_id = $1 order by event_id',
    [bookingId],
  );
  return rows as { event_id: string; outcome: string | null; problem: string | null }[];
};

describe('a webhook', () => {
  it('makes the booking PAID without an organiser, and its places confirmed', async () => {
    const { id } = await payments.open(await anItem(core));
    expect(await payments.deliver(provider.pay(id))).toBe('taken');
    const booking = await payments.becomes(id, 'PAID');
    expect(booking.payment).toMatchObject({ status: 'paid', paidAt: expect.any(String) });
    expect(booking.timeline.at(-1)).toMatchObject({ state: 'PAID', by: 'provider' });
    expect((await placesOf(id))?.state).toBe('CONFIRMED');
    expect(await payments.announced('booking.paid.v1', id)).toHaveLength(1);
  });

  it('counts once, however often and in whichever order its news comes', async () => {
    const { id } = await payments.open(await anItem(core));
    const opened = payments.provider.report(id);
    const paid = provider.pay(id);
    const settled = { ...paid, eventId: `${paid.eventId}-settled` };
    const failed = { ...opened, eventId: `${paid.eventId}-denied`, status: 'failed' as const };
    const expired = { ...opened, eventId: `${paid.eventId}-late`, status: 'expired' as const };
    for (const report of [settled, expired, paid, opened, paid, failed, settled])
      expect(await payments.deliver(report)).toBe('taken');
    await payments.becomes(id, 'PAID');
    await payments.work();
    await until(async () => (await eventsOf(id)).every(({ outcome }) => outcome !== null), {
      what: 'an outcome of each',
    });

    expect(await payments.announced('booking.paid.v1', id)).toHaveLength(1);
    expect(await payments.announced('booking.refund-due.v1', id)).toEqual([]);
    expect((await core.ask.findPayments({ bookingId: id })).payments).toHaveLength(1);
  });

  it('that is forged or altered is refused, and leaves nothing', async () => {
    const { id } = await payments.open(await anItem(core));
    const report = { ...provider.report(id), status: 'paid' as const, eventId: 'forged' };
    const { headers, body } = signed(report);
    const altered = Buffer.from(Buffer.from(body).toString().replace('150000', '150001'));
    expect(await payments.deliverRaw({ headers: { 'x-signature': '00' }, body })).toBe('forged');
    expect(await payments.deliverRaw({ headers: {}, body })).toBe('forged');
    expect(await payments.deliverRaw({ headers, body: altered })).toBe('forged');
    expect(await eventsOf(id)).toEqual([]);
    const elsewhere = { provider: 'unknown', headers, body: Buffer.from(body).toString('base64') };
    expect(await core.ask.takePaymentWebhook(elsewhere)).toEqual({ outcome: 'unknown-provider' });
  });

  it('whose money the provider knows nothing of confirms nothing, and stays visible', async () => {
    const { id } = await payments.open(await anItem(core));
    const report = { ...provider.report(id), status: 'paid' as const, eventId: 'premature' };
    await payments.deliver(report);
    await payments.work();
    await until(async () => (await eventsOf(id))[0]?.problem, { what: 'its problem' });
    expect((await payments.find(id)).state).toBe('PENDING');
    const { data } = await core.ask.listUnmatchedPayments({});
    expect(data).toContainEqual(
      expect.objectContaining({ eventId: 'premature', problem: 'not-confirmed', bookingId: id }),
    );

    provider.pay(id);
    await payments.work();
    await payments.becomes(id, 'PAID');
  });

  it('waits for a booking that is not known yet', async () => {
    const item = await anItem(core);
    const request = aHold(item);
    const session = { ...request, code: 'X', epoch: 1, amount: 150_000, currency: 'IDR' };
    const report = provider.payUnknown(session as never);
    await payments.deliver(report);
    await payments.work();
    await until(async () => (await eventsOf(request.bookingId))[0]?.problem);
    expect(await eventsOf(request.bookingId)).toMatchObject([
      { outcome: null, problem: 'unknown-booking' },
    ]);
    const { data } = await core.ask.listUnmatchedPayments({});
    expect(data).toContainEqual(expect.objectContaining({ bookingId: request.bookingId }));

    await core.ask.holdBooking(request);
    await payments.work();
    await payments.becomes(request.bookingId, 'PAID');
    expect(await eventsOf(request.bookingId)).toMatchObject([{ outcome: 'paid' }]);
  });

  it('is worked on when the provider answers again', async () => {
    const { id } = await payments.open(await anItem(core));
    provider.mood.away = true;
    await payments.deliver(provider.pay(id));
    await payments.work();
    expect((await payments.find(id)).state).toBe('PENDING');
    provider.mood.away = false;
    await payments.work();
    await payments.becomes(id, 'PAID');
  });
});

describe('money that is not what was asked for', () => {
  it.each([
    ['too little', { amount: 149_999 }],
    ['too much', { amount: 150_001 }],
    ['of another currency', { currency: 'USD' }],
  ])('%s never confirms: it is due back', async (_what, money) => {
    const { id } = await payments.open(await anItem(core));
    await payments.deliver(provider.pay(id, money));
    const booking = await payments.becomes(id, 'PENDING', 'refund-due');
    expect(booking.payment).toMatchObject({ amount: 150_000, currency: 'IDR', ...money });
    expect((await placesOf(id))?.state).toBe('HELD');
    expect(await payments.announced('booking.refund-due.v1', id)).toMatchObject([
      { reason: 'wrong-amount' },
    ]);
  });
});

describe('a second payment', () => {
  it('of the same session is due back, and the first one stands', async () => {
    const { id } = await payments.open(await anItem(core));
    await payments.deliver(provider.pay(id));
    await payments.becomes(id, 'PAID');
    await payments.deliver(provider.pay(id));
    await payments.becomes(id, 'PAID', 'refund-due');
    expect((await core.ask.findPayments({ bookingId: id })).payments).toMatchObject([
      { status: 'paid' },
      { status: 'refund-due', refundReason: 'paid-twice' },
    ]);
    expect(await payments.announced('booking.paid.v1', id)).toHaveLength(1);
  });

  it('besides an approved transfer is due back', async () => {
    const { booking } = await aSubmittedBooking(core, await anItem(core));
    await core.ask.approveBooking({ bookingId: booking.id, ipHash: null });
    const session = { bookingId: booking.id, epoch: 1, amount: 150_000, currency: 'IDR' };
    await payments.deliver(provider.payUnknown(session as never));
    await payments.becomes(booking.id, 'PAID', 'refund-due');
  });

  it('of both at once leaves exactly one that counts', async () => {
    const { id } = await payments.open(await anItem(core));
    const [first, second] = [provider.pay(id), provider.pay(id)];
    await Promise.all([payments.deliver(first), payments.deliver(second)]);
    await payments.becomes(id, 'PAID', 'refund-due');
    const { payments: rows } = await core.ask.findPayments({ bookingId: id });
    expect(rows.map(({ status }) => status).toSorted()).toEqual(['paid', 'refund-due']);
  });
});

describe('money for what has ended', () => {
  it.each(['CANCELLED', 'REJECTED'] as const)('in %s is due back', async (state) => {
    const item = await anItem(core);
    const id = await endedAs(state, item);
    const session = { bookingId: id, epoch: 1, amount: 150_000, currency: 'IDR' };
    await payments.deliver(provider.payUnknown(session as never));
    const booking = await payments.becomes(id, state, 'refund-due');
    expect(booking.state).toBe(state);
    expect(await payments.announced('booking.refund-due.v1', id)).toMatchObject([
      { reason: 'too-late' },
    ]);
  });
});

async function endedAs(state: 'CANCELLED' | 'REJECTED', item: { readonly id: string }) {
  if (state === 'CANCELLED') {
    const { id } = await payments.open(item);
    await core.ask.cancelBooking({ bookingId: id, ipHash: null });
    return id;
  }
  const { booking } = await aSubmittedBooking(core, item);
  await core.ask.rejectBooking({ bookingId: booking.id, ipHash: null, reason: 'salah' });
  return booking.id;
}
