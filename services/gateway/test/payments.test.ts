import { describe, expect, it } from '@jest/globals';
import { Unavailable } from '@karcis/messaging';
import { bearer, get, hold, post, send } from './client.ts';
import { API_KEY, useWorld } from './world.ts';

const world = useWorld();
const organiser = bearer(API_KEY);

async function aBooking() {
  const { json } = await hold(world.url);
  return {
    id: json.id as string,
    owner: bearer(json.ownerToken as string),
    url: `${world.url}/api/bookings/${json.id}`,
    code: json.code as string,
  };
}

const checkoutOf = async (key?: string) => {
  const { url, owner, ...booking } = await aBooking();
  const ask = (body: unknown = {}) =>
    post(`${url}/checkout`, body, { ...owner, ...(key && { 'Idempotency-Key': key }) });
  return { ...booking, ask, owner, url };
};

describe('a checkout', () => {
  it('answers where to pay and until when, and sends people back to the booking’s page', async () => {
    const { ask, code } = await checkoutOf();
    const answer = await ask();
    expect([answer.status, Object.keys(answer.json)]).toEqual([201, ['redirectUrl', 'expiresAt']]);
    expect(world.neighbours.asked.at(-1)?.request).toMatchObject({
      methodId: null,
      returnUrl: `http://localhost:8080/b/${code}`,
      language: 'id',
    });
  });

  it('gives the same bytes to the same key', async () => {
    const { ask } = await checkoutOf('a-key-for-a-checkout');
    const [first, second] = [await ask(), await ask()];
    expect(second.text).toBe(first.text);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });

  it('is its owner’s alone', async () => {
    const { url } = await aBooking();
    expect((await post(`${url}/checkout`, {})).status).toBe(401);
    expect((await post(`${url}/checkout`, {}, bearer('x'))).status).toBe(403);
  });

  it('asks to try again while the provider does not answer, and may be tried under the same key', async () => {
    const { ask } = await checkoutOf('a-key-that-is-used-twice');
    const { openCheckout } = world.neighbours.answers;
    world.neighbours.answers.openCheckout = () => ({
      ok: false,
      refusal: { code: 'payment-provider-unavailable' },
    });
    const refused = await ask();
    expect([refused.status, refused.json.code]).toEqual([503, 'payment-provider-unavailable']);
    expect(refused.headers.get('retry-after')).toBe('5');

    world.neighbours.answers.openCheckout = openCheckout;
    expect((await ask()).status).toBe(201);
  });
});

describe('a provider’s webhook', () => {
  const url = () => `${world.url}/api/webhooks/payments/midtrans`;
  const deliver = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    send(url(), { method: 'POST', body: body as string, headers });

  it('goes on byte for byte, with its headers but no cookie, without a key', async () => {
    const bytes = Buffer.from([0x7b, 0x20, 0xff, 0x00, 0x7d]);
    const answer = await deliver(bytes, {
      'X-Signature': 'abc',
      Cookie: 'a=b',
      Authorization: 'Bearer x',
    });
    expect([answer.status, answer.json]).toEqual([200, { received: true }]);
    const { request } = world.neighbours.asked.at(-1) as {
      request: { body: string; headers: Record<string, string>; provider: string };
    };
    expect(Buffer.from(request.body, 'base64')).toEqual(bytes);
    expect(request.provider).toBe('midtrans');
    expect(request.headers['x-signature']).toBe('abc');
    expect(request.headers).not.toHaveProperty('cookie');
    expect(request.headers).not.toHaveProperty('authorization');
  });

  it('is 401 when forged, 404 of a provider that there is not, 503 while nobody can take it', async () => {
    world.neighbours.answers.takePaymentWebhook = () => ({ outcome: 'forged' });
    const forged = await deliver('{}');
    expect([forged.status, forged.json.code]).toEqual([401, 'webhook-signature-invalid']);
    world.neighbours.answers.takePaymentWebhook = () => ({ outcome: 'unknown-provider' });
    expect((await deliver('{}')).status).toBe(404);
    world.neighbours.answers.takePaymentWebhook = () => {
      throw new Unavailable('away');
    };
    expect((await deliver('{}')).status).toBe(503);
  });

  it('takes 64 kB and not a byte more', async () => {
    expect((await deliver('x'.repeat(65_536))).status).toBe(200);
    expect((await deliver('x'.repeat(65_537))).status).toBe(413);
  });
});

describe('a burst of webhooks', () => {
  it('is not refused where people would be', async () => {
    const gateway = await world.start({ RATE_LIMIT_PER_MINUTE: '3' });
    const path = `${gateway.url}/api/webhooks/payments/midtrans`;
    for (let n = 0; n < 10; n++) {
      expect((await send(path, { method: 'POST', body: '{}' })).status).toBe(200);
    }
    expect((await get(`${gateway.url}/api/time`)).status).toBe(200);
  });
});

describe('the organiser', () => {
  it('cancels what is paid with a reason, and refunds with or without a reference', async () => {
    const { id } = await aBooking();
    const path = `${world.url}/api/admin/bookings/${id}`;
    expect((await post(`${path}/cancel`, {}, organiser)).status).toBe(422);
    const cancelled = await post(`${path}/cancel`, { reason: 'Acara batal' }, organiser);
    expect([cancelled.status, cancelled.json.state]).toEqual([200, 'CANCELLED']);
    await post(`${path}/refund`, { reference: 'BCA 123' }, organiser);
    const asked = world.neighbours.asked.findLast(({ subject }) => subject.includes('refund'));
    expect(asked?.request).toMatchObject({
      bookingId: id,
      reference: 'BCA 123',
      organiser: 'api-key',
    });
    expect((await post(`${path}/refund`, {}, organiser)).status).toBe(200);
    expect((await post(`${path}/refund`, {})).status).toBe(401);
  });

  it('lists payments, and what could not be matched', async () => {
    const list = await get(`${world.url}/api/admin/payments?status=refund-due`, organiser);
    expect(list.json).toEqual({ data: [], nextCursor: null });
    expect((await get(`${world.url}/api/admin/payments?status=x`, organiser)).status).toBe(422);
    const unmatched = await get(`${world.url}/api/admin/payments/unmatched`, organiser);
    expect(unmatched.json).toEqual({ data: [] });
    expect((await get(`${world.url}/api/admin/payments/unmatched`)).status).toBe(401);
  });
});
