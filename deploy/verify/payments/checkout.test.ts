import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aHeldBooking, anItem } from '../core/start-core.ts';
import { usePayments } from './use-payments.ts';

const payments = usePayments();
const { core, provider } = payments;

const placesOf = async (id: string) => (await core.ask.findPlaces({ bookingIds: [id] })).places[0];
const auditOf = async (bookingId: string) =>
  (await core.ask.findAudit({ bookingId })).audit.map(({ from, to, reason }) => [from, to, reason]);

/** What the provider is told to do until the function ends. */
async function while_<T>(mood: Partial<typeof provider.mood>, work: () => Promise<T>): Promise<T> {
  const usual = { ...provider.mood };
  Object.assign(provider.mood, mood);
  try {
    return await work();
  } finally {
    Object.assign(provider.mood, usual);
  }
}

describe('a checkout', () => {
  it('extends the hold once, opens a session that ends with it, and makes the booking PENDING', async () => {
    const item = await anItem(core, { holdTtlSeconds: 60 });
    const { id, holdExpiresAt: before } = await aHeldBooking(core, item);
    const answer = await payments.checkout(id);
    const booking = await payments.find(id);

    expect(answer).toMatchObject({
      ok: true,
      checkout: { redirectUrl: expect.stringMatching(/^https:/), expiresAt: booking.holdExpiresAt },
    });
    expect(booking).toMatchObject({
      state: 'PENDING',
      payment: { provider: 'midtrans', status: 'open', amount: 150_000, currency: 'IDR' },
      paymentMethod: { type: 'gateway', provider: 'midtrans' },
    });
    const extendedMs = Date.parse(booking.holdExpiresAt ?? '') - Date.parse(before ?? '');
    expect(extendedMs).toBeGreaterThan(800_000);
    expect((await placesOf(id))?.expiresAt).toBe(booking.holdExpiresAt);
    expect(provider.find(id).request).toMatchObject({ amount: 150_000, currency: 'IDR', epoch: 1 });
    expect(provider.find(id).request.expiresInSeconds).toBeLessThanOrEqual(900);
    expect(await auditOf(id)).toEqual([
      [null, 'HOLD', null],
      ['HOLD', 'HOLD', 'hold-extended'],
      ['HOLD', 'PENDING', null],
    ]);
  });

  it('gives the same session and instant however often it is asked for', async () => {
    const { id } = await aHeldBooking(core, await anItem(core));
    const answers = await Promise.all(Array.from({ length: 8 }, () => payments.checkout(id)));
    answers.push(await payments.checkout(id));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await auditOf(id)).toHaveLength(3);
  });

  it('leaves the booking in HOLD while the provider does not answer, and any way to pay open', async () => {
    const { id } = await aHeldBooking(core, await anItem(core));
    const refused = await while_({ away: true }, () => payments.checkout(id));
    expect(refused).toEqual({ ok: false, refusal: { code: 'payment-provider-unavailable' } });

    const booking = await payments.find(id);
    expect(booking).toMatchObject({ state: 'HOLD', payment: null });
    expect((await placesOf(id))?.expiresAt).toBe(booking.holdExpiresAt);
    const proofId = randomUUID();
    const proof = { bookingId: id, proofId, answers: {}, hasFile: true, ipHash: null };
    expect(await core.ask.prepareProof(proof)).toEqual({ ok: true });
    expect(await payments.checkout(id)).toMatchObject({ ok: true });
    expect((await payments.find(id)).holdExpiresAt).toBe(booking.holdExpiresAt);
  });

  it('is refused to what is not held any more, and a proof to what is PENDING', async () => {
    const item = await anItem(core);
    const pending = await payments.open(item);
    const proof = { bookingId: pending.id, proofId: randomUUID(), answers: {}, hasFile: true };
    expect(await core.ask.prepareProof({ ...proof, ipHash: null })).toMatchObject({
      refusal: { code: 'invalid-transition', state: 'PENDING' },
    });
    await core.ask.cancelBooking({ bookingId: pending.id, ipHash: null });
    expect(await payments.checkout(pending.id)).toEqual({
      ok: false,
      refusal: { code: 'invalid-transition', state: 'CANCELLED' },
    });
    const gone = await aHeldBooking(core, item);
    await core.ask.releasePlaces({ bookingId: gone.id, epoch: 1 });
    expect(await payments.checkout(gone.id)).toMatchObject({ refusal: { code: 'hold-expired' } });
    expect((await payments.find(gone.id)).state).toBe('EXPIRED');
  });

  it('ends a session that came too late for its booking', async () => {
    const { id } = await aHeldBooking(core, await anItem(core));
    const gate = Promise.withResolvers<void>();
    const answer = while_({ gate: gate.promise }, async () => {
      const answer = payments.checkout(id);
      await payments.becomes(id, 'HOLD');
      await core.ask.cancelBooking({ bookingId: id, ipHash: null });
      gate.resolve();
      return answer;
    });
    expect(await answer).toMatchObject({ refusal: { code: 'invalid-transition' } });
    expect(provider.has(id) ? provider.find(id).ended : true).toBe(true);
  });

  it('needs something to pay for', async () => {
    const { id } = await aHeldBooking(core, await anItem(core, { price: 0 }));
    expect(await payments.checkout(id)).toMatchObject({
      refusal: { code: 'payment-method-not-found' },
    });
  });
});

describe('an open session', () => {
  it('is ended at the provider soon after its owner gave the booking up', async () => {
    const { id } = await payments.open(await anItem(core));
    await core.ask.cancelBooking({ bookingId: id, ipHash: null });
    await core.booking.checkSessions();
    expect(provider.find(id).ended).toBe(true);
    expect((await payments.find(id)).payment?.status).toBe('failed');
  });

  it('that was paid is found by asking, where the webhook got lost', async () => {
    const { id } = await payments.open(await anItem(core));
    provider.pay(id);
    await payments.check();
    expect(await payments.find(id)).toMatchObject({ state: 'PAID', payment: { status: 'paid' } });
  });

  it('is asked about in its turn, however many are due', async () => {
    const { id: item } = await anItem(core, { capacity: 100 });
    const ids: string[] = [];
    while (ids.length < 20) ids.push((await payments.open({ id: item })).id);
    for (const id of ids) provider.pay(id);
    await payments.check();
    const states = await Promise.all(ids.map(async (id) => (await payments.find(id)).state));
    expect(states.filter((state) => state !== 'PAID')).toEqual([]);
  });

  it('is left alone while it lives, and while the provider is away', async () => {
    const { id } = await payments.open(await anItem(core));
    await payments.check();
    await while_({ away: true }, () => payments.check());
    expect(provider.find(id).ended).toBe(false);
    expect(await payments.find(id)).toMatchObject({
      state: 'PENDING',
      payment: { status: 'open' },
    });
  });
});

describe('a provider’s method', () => {
  it('is offered as soon as there is a key, and chosen like any other', async () => {
    const { data } = await core.ask.listPaymentMethods({});
    const [method] = data.filter(({ type }) => type === 'gateway');
    expect(method).toMatchObject({ provider: 'midtrans', displayName: 'Midtrans' });
    const { id: bookingId } = await aHeldBooking(core, await anItem(core));
    const chosen = { bookingId, methodId: method?.id ?? '', ipHash: null, operation: randomUUID() };
    expect(await core.ask.selectMethod(chosen)).toMatchObject({ ok: true });
  });
});
