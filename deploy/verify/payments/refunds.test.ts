import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { anItem, aSubmittedBooking } from '../core/start-core.ts';
import { usePayments } from './use-payments.ts';

const payments = usePayments();
const { core, provider } = payments;
const ipHash = null;
const organiser = 'account-1';

const placesOf = async (id: string) => (await core.ask.findPlaces({ bookingIds: [id] })).places[0];
const rowsOf = async (bookingId: string) => (await core.ask.findPayments({ bookingId })).payments;
const refund = (bookingId: string, reference: string | null = null) =>
  core.ask.refundBooking({ bookingId, reference, organiser, ipHash });
const cancel = (bookingId: string) =>
  core.ask.cancelPaidBooking({ bookingId, reason: 'Acara batal', ipHash });

async function aPaidBooking() {
  const { id } = await payments.open(await anItem(core));
  await payments.deliver(provider.pay(id));
  await payments.becomes(id, 'PAID', 'paid');
  return id;
}

async function anApprovedTransfer(item: Parameters<typeof anItem>[1] = {}) {
  const { booking } = await aSubmittedBooking(core, await anItem(core, item));
  await core.ask.approveBooking({ bookingId: booking.id, ipHash });
  return booking.id;
}

describe('an organiser who cancels what is PAID', () => {
  it('gives the places back and owes the money, once', async () => {
    const id = await aPaidBooking();
    const answers = await Promise.all([cancel(id), cancel(id)]);
    for (const answer of answers)
      expect(answer).toMatchObject({
        ok: true,
        booking: {
          state: 'CANCELLED',
          rejectionReason: 'Acara batal',
          payment: { status: 'refund-due' },
        },
      });
    await until(async () => (await placesOf(id))?.state === 'RELEASED');
    expect(await payments.announced('booking.cancelled.v1', id)).toMatchObject([{ epoch: 1 }]);
    expect(await payments.announced('booking.refund-due.v1', id)).toMatchObject([
      { reason: 'cancelled', paymentId: (await rowsOf(id))[0]?.id },
    ]);
  });

  it('owes a transfer too, and nothing where nothing was paid', async () => {
    const id = await anApprovedTransfer();
    await cancel(id);
    expect(await rowsOf(id)).toMatchObject([
      { provider: 'manual', status: 'refund-due', amount: 150_000 },
    ]);
    const free = await anApprovedTransfer({ price: 0 });
    expect(await cancel(free)).toMatchObject({ booking: { state: 'CANCELLED', payment: null } });
  });

  it('can cancel nothing else', async () => {
    const { id } = await payments.open(await anItem(core));
    expect(await cancel(id)).toMatchObject({
      refusal: { code: 'invalid-transition', state: 'PENDING' },
    });
    expect(await refund(id)).toMatchObject({ refusal: { code: 'invalid-transition' } });
  });
});

describe('a refund', () => {
  it('of a transfer is recorded: by whom, when, and under which reference', async () => {
    const id = await anApprovedTransfer();
    await cancel(id);
    expect(await refund(id, 'BCA 123')).toMatchObject({
      booking: { payment: { status: 'refunded' } },
    });
    expect(await rowsOf(id)).toMatchObject([
      {
        refundedBy: organiser,
        refundReference: 'BCA 123',
        refundedAt: expect.any(String),
        refundError: null,
      },
    ]);
    expect(await refund(id, 'BCA 456')).toMatchObject({ ok: true });
    expect((await rowsOf(id))[0]?.refundReference).toBe('BCA 123');
    expect(await payments.announced('booking.refunded.v1', id)).toHaveLength(1);
    expect((await core.ask.findAudit({ bookingId: id })).intact).toBe(true);
  });

  it('of a provider’s payment is asked for there, and recorded once it was given', async () => {
    const id = await aPaidBooking();
    await cancel(id);
    await Promise.all([refund(id), refund(id)]);
    await payments.becomes(id, 'CANCELLED', 'refunded');
    const [row] = await rowsOf(id);
    expect(row?.refundReference).toMatch(new RegExp(`^refund-${row?.id}-`));
    expect(row?.refundedBy).toBe(organiser);
    expect(provider.refunds.get(row?.paymentReference ?? '')).toMatchObject({ amount: 150_000 });
    expect(await payments.announced('booking.refunded.v1', id)).toHaveLength(1);
  });

  it('waits for a provider that is away, and says so', async () => {
    const id = await aPaidBooking();
    await cancel(id);
    provider.mood.away = true;
    await refund(id);
    await until(async () => (await rowsOf(id))[0]?.refundError);
    expect((await rowsOf(id))[0]?.status).toBe('refund-due');

    provider.mood.away = false;
    await core.admin.query(
      'update booking.payments set next_refund_at = now() where booking_id = $1',
      [id],
    );
    await payments.becomes(id, 'CANCELLED', 'refunded');
  });

  it('that the provider refuses is shown, and can be asked for again, or done by hand', async () => {
    const [id, other] = [await aPaidBooking(), await aPaidBooking()];
    provider.mood.refuses = true;
    for (const each of [id, other]) {
      await cancel(each);
      await refund(each);
      await until(async () => (await rowsOf(each))[0]?.refundError === 'the balance is too low');
    }
    const { data } = (await core.ask.listPayments({
      limit: 100,
      status: 'refund-due',
    })) as never as {
      data: { bookingId: string; refundError: string | null; booking: { name: string } }[];
    };
    expect(data.find(({ bookingId }) => bookingId === id)).toMatchObject({
      refundError: 'the balance is too low',
      booking: { name: 'Siti Aminah', state: 'CANCELLED', itemTitle: 'Kelas Keramik' },
    });

    provider.mood.refuses = false;
    await refund(id);
    await payments.becomes(id, 'CANCELLED', 'refunded');
    await refund(other, 'dasbor Midtrans');
    await payments.becomes(other, 'CANCELLED', 'refunded');
    expect(await payments.announced('booking.refunded.v1', other)).toHaveLength(1);
  });

  it('that was made at the provider itself is recorded when it tells', async () => {
    const id = await aPaidBooking();
    const [row] = await rowsOf(id);
    provider.refunds.set(row?.paymentReference ?? '', {
      amount: 150_000,
      currency: 'IDR',
      payment: '',
    });
    await payments.deliver(payments.provider.report(id));
    const booking = await payments.becomes(id, 'PAID', 'refunded');
    expect(booking.state).toBe('PAID');
    expect((await rowsOf(id))[0]?.refundedBy).toBe('provider');
  });

  it('of money that came too late, or twice, is made the same way', async () => {
    const id = await aPaidBooking();
    await payments.deliver(provider.pay(id));
    await payments.becomes(id, 'PAID', 'refund-due');
    await refund(id);
    await payments.becomes(id, 'PAID', 'paid');
    expect((await rowsOf(id)).map(({ status }) => status)).toEqual(['paid', 'refunded']);
  });
});
