import { describe, expect, it } from '@jest/globals';
import { aHeldBooking, anItem, useCore } from '../core/start-core.ts';
import { atProvider } from './at-provider.ts';
import { useLocalProviders } from './use-local-providers.ts';

const local = useLocalProviders();
const core = useCore(local.settings);
const ipHash = null;

describe.each(['midtrans', 'xendit', 'stripe'] as const)('%s, over its own protocol', (name) => {
  const { open, checkout, paymentsOf, find, becomes, deliver, lastWebhook } = atProvider(
    core,
    local,
    name,
  );

  it('takes a payment: once, however often it tells of it', async () => {
    const { id, order } = await open();
    local.of(name).pay(order);
    for (let n = 0; n < 3; n += 1) expect(await deliver(lastWebhook())).toBe('taken');
    await becomes(id, 'PAID', 'paid');
    expect(await paymentsOf(id)).toMatchObject([{ provider: name, amount: 150_000 }]);
  });

  it('is not believed where its word is forged', async () => {
    const { id, order } = await open();
    const { webhooks } = local.of(name);
    webhooks.setMode('forged');
    local.of(name).pay(order);
    webhooks.setMode('right');
    expect(await deliver(lastWebhook())).toBe('forged');
    expect((await find(id))?.state).toBe('PENDING');
  });

  it('leaves the booking in HOLD while it is down', async () => {
    const { id } = await aHeldBooking(core, await anItem(core));
    local.of(name).setTrouble('server-error');
    const refused = await checkout(id);
    local.of(name).setTrouble('none');
    expect(refused).toMatchObject({ refusal: { code: 'payment-provider-unavailable' } });
    expect(await find(id)).toMatchObject({ state: 'HOLD', payment: null });
  });

  it('is asked where its webhook got lost', async () => {
    const { id, order } = await open();
    local.of(name).pay(order);
    await core.admin.query(
      `update booking.payments set next_check_at = now() where booking_id = '${id}'`,
    );
    await core.booking.checkSessions();
    await becomes(id, 'PAID', 'paid');
  });

  it('gives the money back, once', async () => {
    const { id, order } = await open();
    local.of(name).pay(order);
    await deliver(lastWebhook());
    await becomes(id, 'PAID', 'paid');
    await core.ask.cancelPaidBooking({ bookingId: id, reason: 'batal', ipHash });
    await core.ask.refundBooking({ bookingId: id, reference: null, organiser: 'x', ipHash });
    await becomes(id, 'CANCELLED', 'refunded');
    const [payment] = await paymentsOf(id);
    expect(payment?.refundReference).toEqual(expect.any(String));
  });

  it('and money for a booking that was given up is due back', async () => {
    const { id, order } = await open();
    await core.ask.cancelBooking({ bookingId: id, ipHash });
    local.of(name).pay(order);
    await deliver(lastWebhook());
    await becomes(id, 'CANCELLED', 'refund-due');
  });
});
