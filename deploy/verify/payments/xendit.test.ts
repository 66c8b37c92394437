import { describe, expect, it } from '@jest/globals';
import { type LocalProviders, until } from '@karcis/testing';
import { useCore } from '../core/start-core.ts';
import { atProvider } from './at-provider.ts';
import { useLocalProviders } from './use-local-providers.ts';

const local = useLocalProviders();
const core = useCore(local.settings);
const { open, paymentsOf, becomes, deliver, lastWebhook } = atProvider(core, local, 'xendit');
const ipHash = null;
const xendit = () => local.of('xendit') as LocalProviders['xendit'];

async function aPaidBooking() {
  const { id, order } = await open();
  xendit().pay(order);
  await deliver(lastWebhook());
  await becomes(id, 'PAID', 'paid');
  return { id, order };
}

describe('the token of a callback says nothing of its body', () => {
  it('so a payment that only the body names is no second one; a person sees that it was said', async () => {
    const { id } = await aPaidBooking();
    const { headers, body } = lastWebhook();
    const told = JSON.parse(body) as Record<string, unknown>;
    const forged = JSON.stringify({ ...told, payment_id: 'py-made-up' });
    expect(await deliver({ headers, body: forged })).toBe('taken');

    const unmatched = async () => (await core.ask.listUnmatchedPayments({})).data;
    await until(async () => (await unmatched()).some(({ bookingId }) => bookingId === id));
    expect((await unmatched()).find(({ bookingId }) => bookingId === id)).toMatchObject({
      provider: 'xendit',
      problem: 'not-confirmed',
    });
    expect(await paymentsOf(id)).toMatchObject([{ status: 'paid' }]);
  });

  it('but one that the API names is', async () => {
    const { id, order } = await aPaidBooking();
    xendit().pay(order);
    await deliver(lastWebhook());
    await becomes(id, 'PAID', 'refund-due');
    expect(await paymentsOf(id)).toMatchObject([
      { status: 'paid' },
      { status: 'refund-due', refundReason: 'paid-twice' },
    ]);
  });
});

describe('a refund that waits for the bank', () => {
  /** Asked for, and not given yet. */
  async function aPendingRefund() {
    const { id } = await aPaidBooking();
    xendit().holdRefunds();
    await core.ask.cancelPaidBooking({ bookingId: id, reason: 'batal', ipHash });
    await ask(id);
    await until(async () => (await paymentsOf(id))[0]?.refundReference);
    expect(await paymentsOf(id)).toMatchObject([{ status: 'refund-due', refundError: null }]);
    return id;
  }

  const ask = (bookingId: string) =>
    core.ask.refundBooking({ bookingId, reference: null, organiser: 'account-1', ipHash });
  /** What is asked for again after a while, now. */
  const hurry = (bookingId: string) =>
    core.admin.query(
      'update booking.payments set next_refund_at = now() where booking_id = $1 and next_refund_at is not null',
      [bookingId],
    );

  it('is told as done once the bank says so, and not before', async () => {
    const id = await aPendingRefund();
    await hurry(id);
    await until(async () => xendit().requests.some(({ path }) => path.startsWith('/refunds/rfd-')));
    expect(await paymentsOf(id)).toMatchObject([{ status: 'refund-due' }]);

    xendit().endRefunds('SUCCEEDED');
    await hurry(id);
    await becomes(id, 'CANCELLED', 'refunded');
    expect(await paymentsOf(id)).toMatchObject([{ refundedBy: 'account-1' }]);
  });

  it('is told as done by its webhook too', async () => {
    const id = await aPendingRefund();
    xendit().endRefunds('SUCCEEDED');
    await deliver(lastWebhook());
    await becomes(id, 'CANCELLED', 'refunded');
  });

  it('that fails is for a person to look at, and can be asked for anew', async () => {
    const id = await aPendingRefund();
    xendit().endRefunds('FAILED');
    await hurry(id);
    await until(async () => (await paymentsOf(id))[0]?.refundError);
    expect(await paymentsOf(id)).toMatchObject([{ status: 'refund-due', refundReference: null }]);

    await ask(id);
    await becomes(id, 'CANCELLED', 'refunded');
  });
});
