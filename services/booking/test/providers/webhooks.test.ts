import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startLocalXendit, startWebhookReceiver, until } from '@karcis/testing';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import Stripe from 'stripe';
import { createMidtrans } from '../../src/providers/midtrans/midtrans.ts';
import type { IncomingWebhook } from '../../src/providers/provider.ts';
import { createStripe } from '../../src/providers/stripe/stripe.ts';
import { bookingId, checkoutOf, names, request, startHarness } from './harness.ts';

const flip = (bytes: Uint8Array, at: number, bit: number) => {
  const flipped = Buffer.from(bytes);
  const place = at % bytes.length;
  flipped.writeUInt8(flipped.readUInt8(place) ^ (1 << bit), place);
  return flipped;
};
const places = [fc.nat(), fc.nat(7)] as const;
const unused = 'http://127.0.0.1:9';

describe.each(names)('webhooks of %s', (name) => {
  let harness: Awaited<ReturnType<typeof startHarness>>;
  let reference = '';
  beforeEach(async () => {
    harness = await startHarness(name);
    ({ reference } = await harness.provider.createCheckout(request));
  });
  afterEach(() => harness.local.stop());

  const read = () => harness.provider.readWebhook(harness.lastWebhook());

  it('are refused when they are signed with another secret', async () => {
    harness.local.webhooks.setMode('forged');
    harness.local.pay(reference);
    expect(await read()).toBeNull();
  });

  it('never make the provider itself tell of an altered sum', async () => {
    harness.local.webhooks.setMode('altered');
    harness.local.pay(reference);
    const told = await read();
    // Xendit signs nothing: its token is right whatever the body says.
    if (name === 'xendit') expect(told?.[0]?.amount).toBe(9_145_000);
    else expect(told).toBeNull();
    const found = await harness.provider.findReport(checkoutOf(reference));
    expect(found).toMatchObject({ status: 'paid', amount: 145_000 });
  });

  it('may be lost: the provider tells the same when it is asked', async () => {
    harness.local.webhooks.setMode('lost');
    harness.local.pay(reference);
    expect((await harness.provider.findReport(checkoutOf(reference)))?.status).toBe('paid');
  });

  it('are known as repeats by their event id, and different news by another', async () => {
    harness.local.pay(reference);
    const [first, again] = [await read(), await read()];
    expect(again?.[0]?.eventId).toBe(first?.[0]?.eventId);
    harness.local.refund(reference);
    expect((await read())?.[0]?.eventId).not.toBe(first?.[0]?.eventId);
  });

  it('tell of a second payment as something else, where there can be one', async () => {
    harness.local.pay(reference);
    const first = (await read())?.[0];
    harness.local.pay(reference);
    const second = (await read())?.[0];
    expect(second?.status).toBe('paid');
    expect(second?.eventId).not.toBe(first?.eventId);
  });

  it.each(['', '{}', '[]', 'null', 'no JSON', '{"order_id":7}'])(
    'that hold %j are forged or about nothing of ours',
    async (body) => {
      harness.local.pay(reference);
      const { headers } = harness.lastWebhook();
      const told = await harness.provider.readWebhook({ headers, body: Buffer.from(body) });
      expect(told ?? []).toEqual([]);
    },
  );

  it('without any header are refused, unless the signature is inside', async () => {
    harness.local.pay(reference);
    const told = await harness.provider.readWebhook({ ...harness.lastWebhook(), headers: {} });
    if (name === 'midtrans') expect(told).toHaveLength(1);
    else expect(told).toBeNull();
  });
});

describe('the local servers', () => {
  it('send webhooks twice and in the wrong order when told to', async () => {
    const receiver = await startWebhookReceiver();
    const local = await startLocalXendit({ webhookUrl: receiver.url });
    const key = `Basic ${Buffer.from(`${local.secretKey}:`).toString('base64')}`;
    const answer = await fetch(`${local.url}/v2/invoices`, {
      method: 'POST',
      headers: { authorization: key },
      body: JSON.stringify({ external_id: 'x', amount: 1, invoice_duration: 60 }),
    });
    const { id } = (await answer.json()) as { id: string };
    local.webhooks.setMode('held');
    local.pay(id);
    local.refund(id);
    await local.webhooks.settled();
    expect(receiver.received).toHaveLength(0);
    local.webhooks.release();
    await until(() => receiver.received.length === 2);

    local.webhooks.setMode('twice');
    local.pay(id);
    await until(() => receiver.received.length === 4);
    await local.stop();
    await receiver.stop();
  });
});

describe('midtrans signatures', () => {
  const serverKey = 'askvnoibnosifnboseofinbofinfgbiufglnbfg';
  const provider = createMidtrans({ serverKey, snapUrl: unused, apiUrl: unused });
  const fields = {
    ...{ order_id: `${bookingId}-1`, status_code: '200', gross_amount: '145000.00' },
    ...{ transaction_id: 'a-1', transaction_status: 'settlement' },
  };
  const { order_id, status_code, gross_amount } = fields;
  const signature_key = createHash('sha512')
    .update(order_id + status_code + gross_amount + serverKey)
    .digest('hex');
  const signed = JSON.stringify({ ...fields, signature_key });
  const read = (body: Uint8Array) => provider.readWebhook({ headers: {}, body });

  it('are what Midtrans documents: the inputs of its example, hashed by another implementation', async () => {
    const example = {
      ...{ order_id: '1111', status_code: '200', gross_amount: '100000.00' },
      signature_key:
        'edc076b21793ebe3e17926350f5b8ae67d902fe657b3d0aa31b932d5c127e2375d308a2bc94f3265ac2d80a1f181a79b997ac178a236fcff35af263fc4d4c231',
    };
    expect(await read(Buffer.from(JSON.stringify(example)))).toEqual([]);
    const other = { ...example, gross_amount: '100001.00' };
    expect(await read(Buffer.from(JSON.stringify(other)))).toBeNull();
  });

  it('cover the order, the code and the sum: no byte of a notification changes those', async () => {
    const [right] = (await read(Buffer.from(signed))) ?? [];
    expect(right).toMatchObject({ booking: { id: bookingId, epoch: 1 }, amount: 145_000 });
    await fc.assert(
      fc.asyncProperty(...places, async (at, bit) => {
        for (const told of (await read(flip(Buffer.from(signed), at, bit))) ?? []) {
          expect(told).toMatchObject({ booking: right?.booking, amount: right?.amount });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('do not cover the transaction: another one never passes for a second payment', async () => {
    const other = JSON.stringify({ ...fields, signature_key, transaction_id: 'a-2' });
    const [first, second] = [await read(Buffer.from(signed)), await read(Buffer.from(other))];
    expect(second?.[0]?.paymentReference).toBe(first?.[0]?.paymentReference);
  });

  it.each(['order_id', 'status_code', 'gross_amount', 'signature_key'] as const)(
    'refuse any byte that is flipped in %s',
    async (field) => {
      const all = { ...fields, signature_key };
      await fc.assert(
        fc.asyncProperty(...places, async (at, bit) => {
          const value = flip(Buffer.from(all[field]), at, bit).toString('latin1');
          expect(await read(Buffer.from(JSON.stringify({ ...all, [field]: value })))).toBeNull();
        }),
      );
    },
  );

  it.each([
    ['capture', 'accept', 'paid'],
    ['capture', 'challenge', 'open'],
    ['capture', 'deny', 'failed'],
    ['settlement', undefined, 'paid'],
    ['pending', undefined, 'open'],
    ['authorize', 'accept', 'open'],
    ['deny', 'deny', 'failed'],
    ['cancel', undefined, 'failed'],
    ['failure', undefined, 'failed'],
    ['expire', undefined, 'expired'],
    ['refund', undefined, 'refunded'],
    ['partial_refund', undefined, 'paid'],
    ['chargeback', undefined, 'refunded'],
    ['something-new', undefined, 'open'],
  ])('with %s and fraud %s mean %s', async (transaction_status, fraud_status, status) => {
    const body = JSON.stringify({ ...fields, signature_key, transaction_status, fraud_status });
    expect((await read(Buffer.from(body)))?.[0]?.status).toBe(status);
  });
});

describe('stripe signatures', () => {
  const webhookSecret = 'whsec_test';
  const provider = createStripe({ secretKey: 'sk_test', webhookSecret, apiUrl: unused });
  const stripe = new Stripe('sk_test');
  const payload = JSON.stringify({
    ...{ id: 'evt_1', object: 'event', type: 'checkout.session.completed' },
    data: {
      object: {
        ...{ id: 'cs_1', object: 'checkout.session', client_reference_id: `${bookingId}-1` },
        ...{ status: 'complete', payment_status: 'paid', payment_intent: 'pi_1' },
        ...{ amount_total: 14_500_000, currency: 'idr' },
      },
    },
  });
  const sign = (body: string, agoSeconds = 0): IncomingWebhook => ({
    headers: {
      'stripe-signature': stripe.webhooks.generateTestHeaderString({
        ...{ payload: body, secret: webhookSecret },
        timestamp: Math.floor(Date.now() / 1000) - agoSeconds,
      }),
    },
    body: Buffer.from(body),
  });

  it('of the library are taken, and rupiah are read out of hundredths', async () => {
    expect(await provider.readWebhook(sign(payload))).toEqual([
      {
        ...{ eventId: 'evt_1', status: 'paid', booking: { id: bookingId, epoch: 1 } },
        ...{ reference: 'cs_1', paymentReference: 'pi_1', amount: 145_000, currency: 'IDR' },
      },
    ]);
  });

  it('are refused from five minutes on', async () => {
    expect(await provider.readWebhook(sign(payload, 290))).toHaveLength(1);
    expect(await provider.readWebhook(sign(payload, 310))).toBeNull();
  });

  it('refuse any flipped byte of the body', async () => {
    const { headers, body } = sign(payload);
    await fc.assert(
      fc.asyncProperty(...places, async (at, bit) => {
        expect(await provider.readWebhook({ headers, body: flip(body, at, bit) })).toBeNull();
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['checkout.session.completed', { payment_status: 'unpaid', status: 'complete' }, 'open'],
    ['checkout.session.async_payment_succeeded', {}, 'paid'],
    ['checkout.session.async_payment_failed', { payment_status: 'unpaid' }, 'failed'],
    ['checkout.session.expired', { payment_status: 'unpaid', status: 'expired' }, 'expired'],
    ['payment_intent.created', {}, undefined],
    ['checkout.session.completed', { client_reference_id: 'another-shop' }, undefined],
  ])('with %s and %j mean %s', async (type, changes, status) => {
    const event = JSON.parse(payload);
    Object.assign(event, { type });
    Object.assign(event.data.object, changes);
    const told = await provider.readWebhook(sign(JSON.stringify(event)));
    expect(told?.map((report) => report.status)).toEqual(status ? [status] : []);
  });
});

describe('xendit callback tokens', () => {
  it('refuse any flipped byte', async () => {
    const { provider, local, lastWebhook } = await startHarness('xendit');
    const { reference } = await provider.createCheckout(request);
    local.pay(reference);
    const { headers, body } = lastWebhook();
    const token = Buffer.from(headers['x-callback-token'] ?? '');
    await fc.assert(
      fc.asyncProperty(...places, async (at, bit) => {
        const changed = { 'x-callback-token': flip(token, at, bit).toString('latin1') };
        expect(await provider.readWebhook({ headers: changed, body })).toBeNull();
      }),
    );
    await local.stop();
  });
});
