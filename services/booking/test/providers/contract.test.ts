import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProviderRefused } from '../../src/providers/provider.ts';
import { bookingId, checkoutOf, names, refundOf, request, startHarness } from './harness.ts';

const paid = {
  ...{ status: 'paid', amount: 145_000, currency: 'IDR' },
  booking: { id: bookingId, epoch: 1 },
};

describe.each(names)('%s', (name) => {
  let harness: Awaited<ReturnType<typeof startHarness>>;
  beforeEach(async () => {
    harness = await startHarness(name);
  });
  afterEach(() => harness.local.stop());

  const webhook = async () => {
    const reports = await harness.provider.readWebhook(harness.lastWebhook());
    expect(reports).toHaveLength(1);
    return reports?.[0];
  };

  it('makes a session whose page can be paid, and hears of it', async () => {
    const { provider, local } = harness;
    const { reference, redirectUrl } = await provider.createCheckout(request);

    expect(await (await fetch(redirectUrl)).text()).toContain('<button>Pay</button>');
    const answer = await fetch(`${redirectUrl}/pay`, { method: 'POST', redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(request.returnUrl);

    const told = await webhook();
    expect(told).toMatchObject({ ...paid, reference });
    const found = await provider.findReport(checkoutOf(reference));
    expect(found).toMatchObject({ ...paid, reference, paymentReference: told?.paymentReference });
    expect(local.requests[0]?.body).toContain('KRC-7Q2M');
  });

  it('gives the first session again when it is asked again with less time', async () => {
    const { provider } = harness;
    const first = await provider.createCheckout(request);
    const second = await provider.createCheckout({ ...request, expiresInSeconds: 3_000 });
    expect(second).toEqual(first);
    const other = await provider.createCheckout({ ...request, epoch: 2 });
    expect(other.reference).not.toBe(first.reference);
  });

  it('takes the shortest and the longest life that it tells of', async () => {
    const { provider } = harness;
    const { min, max } = provider.sessionSeconds;
    await provider.createCheckout({ ...request, epoch: 1, expiresInSeconds: min });
    await provider.createCheckout({ ...request, epoch: 2, expiresInSeconds: max });
  });

  it('calls a session open, or knows nothing of it, until somebody pays', async () => {
    const { provider } = harness;
    const { reference } = await provider.createCheckout(request);
    const found = await provider.findReport(checkoutOf(reference));
    expect(found?.status ?? 'open').toBe('open');
  });

  it('knows nothing of a session that was never made', async () => {
    expect(await harness.provider.findReport(checkoutOf('cs_unknown'))).toBeNull();
  });

  it('hears that time ended a session', async () => {
    const { provider, pass } = harness;
    const { reference } = await provider.createCheckout(request);
    pass(3_601);
    expect(await webhook()).toMatchObject({ status: 'expired', booking: paid.booking });
    const found = await provider.findReport(checkoutOf(reference));
    expect(found?.status).toBe('expired');
  });

  it('ends a session early, as often as it is asked to', async () => {
    const { provider, local } = harness;
    const { reference, redirectUrl } = await provider.createCheckout(request);
    // Midtrans knows an order from the moment a method was chosen.
    if ('choose' in local) local.choose(reference);
    await provider.expireCheckout(checkoutOf(reference));
    await provider.expireCheckout(checkoutOf(reference));

    const late = await fetch(`${redirectUrl}/pay`, { method: 'POST', redirect: 'manual' });
    expect(late.status).toBe(409);
    expect(await provider.findReport(checkoutOf(reference))).toMatchObject({ status: 'expired' });
  });

  it('leaves a paid session paid when it is asked to end it', async () => {
    const { provider, local } = harness;
    const { reference } = await provider.createCheckout(request);
    local.pay(reference);
    await provider.expireCheckout(checkoutOf(reference));
    expect(await provider.findReport(checkoutOf(reference))).toMatchObject(paid);
  });

  it('is not troubled by ending what was never made', async () => {
    await harness.provider.expireCheckout(checkoutOf('cs_unknown'));
  });

  it('gives money back once for one key', async () => {
    const { provider, local } = harness;
    const { reference } = await provider.createCheckout(request);
    local.pay(reference);
    const payment = (await webhook())?.paymentReference ?? null;

    const first = await provider.refund(refundOf(reference, payment));
    expect(await webhook()).toMatchObject({ status: 'refunded', booking: paid.booking });
    const again = await provider.refund(refundOf(reference, payment));
    expect(again).toEqual(first);
    const found = await provider.findReport(checkoutOf(reference));
    expect(found).toMatchObject({ status: 'refunded', paymentReference: payment });
  });

  it('gives money back once even when the provider has forgotten the key', async () => {
    const { provider, local } = harness;
    const { reference } = await provider.createCheckout(request);
    local.pay(reference);
    await provider.refund(refundOf(reference));
    const told = local.webhooks.made.length;
    const again = await provider.refund({ ...refundOf(reference), idempotencyKey: 'another' });
    expect(again.reference).not.toBe('');
    expect(local.webhooks.made).toHaveLength(told);
  });

  it('gives money back without knowing the payment', async () => {
    const { provider, local } = harness;
    const { reference } = await provider.createCheckout(request);
    local.pay(reference);
    await provider.refund(refundOf(reference));
    expect((await provider.findReport(checkoutOf(reference)))?.status).toBe('refunded');
  });

  it('says no to giving back more than came in', async () => {
    const { provider, local } = harness;
    const { reference } = await provider.createCheckout(request);
    local.pay(reference);
    const more = { ...refundOf(reference), amount: 145_001 };
    await expect(provider.refund(more)).rejects.toBeInstanceOf(ProviderRefused);
  });

  it('hears of a refund that was made at the provider itself', async () => {
    const { provider, local } = harness;
    const { reference } = await provider.createCheckout(request);
    local.pay(reference);
    local.refund(reference);
    const told = await webhook();
    expect(told).toMatchObject({ status: 'refunded', booking: paid.booking });
    const found = await provider.findReport(checkoutOf(told?.reference ?? ''));
    expect(found).toMatchObject({ status: 'refunded', reference });
  });
});

describe('midtrans', () => {
  it('takes a card that is challenged for open, one that is captured for paid, and voids it to give money back', async () => {
    const { provider, local } = await startHarness('midtrans');
    const { reference } = await provider.createCheckout(request);
    if (!('payByCard' in local)) throw new Error('not Midtrans');

    local.payByCard(reference, 'challenge');
    expect((await provider.findReport(checkoutOf(reference)))?.status).toBe('open');
    local.payByCard(reference, 'accept');
    expect((await provider.findReport(checkoutOf(reference)))?.status).toBe('paid');

    const first = await provider.refund(refundOf(reference));
    expect(await provider.refund(refundOf(reference))).toEqual(first);
    expect((await provider.findReport(checkoutOf(reference)))?.status).toBe('refunded');
    await local.stop();
  });
});
