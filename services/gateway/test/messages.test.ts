import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type Answer, type Json, aHold, bearer, get, hold, post, send } from './client.ts';
import { API_KEY, useWorld } from './world.ts';

const world = useWorld();
const admin = bearer(API_KEY);
const code = (answer: Answer) => [answer.status, answer.json?.code];
const at = (path: string) => `${world.url}${path}`;
const asked = (subject: string) =>
  world.neighbours.asked
    .filter((call) => call.subject === subject)
    .map(({ request }) => request as Json);
const nobody = '0199d1c0-0000-7000-8000-000000000404';
const TEXT = '/api/admin/templates/approved/email/id';

describe('callbacks of messaging providers', () => {
  const callback = (provider: string, body: string, headers: Record<string, string> = {}) =>
    send(at(`/api/webhooks/messages/${provider}`), { method: 'POST', body, headers });

  it('reach the notifier byte for byte, with their address and signature', async () => {
    world.neighbours.answers.recordCallback = () => ({ outcome: 'recorded' });
    const body = 'MessageSid=SM1&MessageStatus=read  ';
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': 'c2ln',
    };
    const answer = await callback('twilio?delivery=abc', body, headers);
    expect([answer.status, answer.json]).toEqual([200, { received: true }]);
    expect(asked('cmd.notifier.record-callback.v1').at(-1)).toEqual({
      provider: 'twilio',
      url: '/api/webhooks/messages/twilio?delivery=abc',
      signature: 'c2ln',
      body: Buffer.from(body).toString('base64'),
    });
  });

  it('are refused when forged, from strangers, or endless', async () => {
    world.neighbours.answers.recordCallback = () => ({ outcome: 'unauthorized' });
    expect(code(await callback('meta', '{}'))).toEqual([401, 'webhook-signature-invalid']);
    world.neighbours.answers.recordCallback = () => ({ outcome: 'not-found' });
    expect(code(await callback('meta', '{}'))).toEqual([404, 'not-found']);
    expect(code(await callback('acme', '{}'))).toEqual([404, 'not-found']);
    expect(code(await callback('meta', 'x'.repeat(256 * 1024 + 1)))).toEqual([
      413,
      'payload-too-large',
    ]);
  });

  it('are confirmed to Meta with its challenge as it is', async () => {
    const question = at(
      '/api/webhooks/messages/meta?hub.mode=subscribe&hub.verify_token=ours&hub.challenge=115',
    );
    expect(code(await get(question))).toEqual([403, 'forbidden']);
    world.neighbours.answers.confirmSubscription = ({ challenge }) => ({ challenge });
    const answer = await get(question);
    expect([answer.status, answer.text]).toEqual([200, '115']);
    expect(answer.headers.get('content-type')).toBe('text/plain');
  });
});

describe('an owner', () => {
  it('has a message sent again, by id or by code', async () => {
    const { json: held } = await hold(world.url, aHold);
    const owner = bearer(held.ownerToken as string);
    for (const ref of [held.id, held.code] as string[]) {
      const answer = await post(at(`/api/bookings/${ref}/resend`), { kind: 'hold-made' }, owner);
      expect([answer.status, answer.json]).toEqual([200, { notifications: [] }]);
    }
    expect(asked('cmd.notifier.resend.v1')).toHaveLength(2);
    expect(asked('cmd.notifier.resend.v1')[0]).toEqual({ bookingId: held.id, kind: 'hold-made' });
  });

  it('is told why not', async () => {
    const { json: held } = await hold(world.url, aHold);
    const url = at(`/api/bookings/${String(held.id)}/resend`);
    const owner = bearer(held.ownerToken as string);
    expect(code(await post(url, { kind: 'approved' }))).toEqual([401, 'unauthorized']);
    expect(code(await post(url, { kind: 'approved' }, bearer('wrong')))).toEqual([
      403,
      'forbidden',
    ]);
    expect(code(await post(url, { kind: 'new-proof-waiting' }, owner))).toEqual([
      422,
      'validation-failed',
    ]);
    world.neighbours.answers.resendMessage = () => ({
      outcome: 'rate-limited',
      retryAfterSeconds: 60,
    });
    const limited = await post(url, { kind: 'approved' }, owner);
    expect([...code(limited), limited.headers.get('retry-after')]).toEqual([
      ...[429, 'rate-limited'],
      '60',
    ]);
    world.neighbours.answers.resendMessage = () => ({
      outcome: 'invalid-transition',
      state: 'HOLD',
    });
    const refused = await post(url, { kind: 'approved' }, owner);
    expect([...code(refused), refused.json.state]).toEqual([409, 'invalid-transition', 'HOLD']);
  });
});

describe('texts', () => {
  const save = (body: unknown, headers: Record<string, string> = admin) =>
    send(at(TEXT), {
      method: 'PUT',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const content = { subject: 'Halo', body: 'Halo {{name}}' };

  it('are refused with the place and the known variables, in the reader’s language', async () => {
    world.neighbours.answers.saveTemplate = () => ({
      outcome: 'validation-failed',
      errors: [
        {
          pointer: '/content/body',
          code: 'unknown-variable',
          detail: { id: 'Yang ada: name', en: 'There are: name' },
        },
      ],
    });
    const answer = await save({ version: 0, content }, { ...admin, 'accept-language': 'en' });
    expect(code(answer)).toEqual([422, 'validation-failed']);
    expect(answer.json.errors).toEqual([
      { pointer: '/content/body', code: 'unknown-variable', detail: 'There are: name' },
    ]);
  });

  it('are the organiser’s alone, and change one after another', async () => {
    expect(code(await save({ version: 0, content }, {}))).toEqual([401, 'unauthorized']);
    world.neighbours.answers.saveTemplate = () => ({ outcome: 'template-changed' });
    expect(code(await save({ version: 0, content }))).toEqual([409, 'template-changed']);
    expect(code(await save({ content }))).toEqual([422, 'validation-failed']);
    expect(code(await get(at('/api/admin/templates/approved/fax/id'), admin))).toEqual([
      404,
      'template-not-found',
    ]);
  });

  it('are previewed with a booking by its id or its code', async () => {
    const preview = { subject: 'Halo', text: 'Halo', html: '<p>Halo</p>' };
    world.neighbours.answers.previewTemplate = () => ({ outcome: 'ok', preview });
    const { json: held } = await hold(world.url, aHold);
    for (const booking of [held.id, held.code] as string[]) {
      const answer = await post(at(`${TEXT}/preview`), { booking, content }, admin);
      expect([answer.status, answer.json]).toEqual([200, preview]);
      expect(asked('qry.notifier.template-preview.v1').at(-1).bookingId).toBe(held.id);
    }
    expect(code(await post(at(`${TEXT}/preview`), { booking: 'nonsense' }, admin))).toEqual([
      404,
      'booking-not-found',
    ]);
  });
});

describe('an endpoint', () => {
  it('is sent again one delivery or all since an instant', async () => {
    world.neighbours.answers.replayWebhooks = () => ({ outcome: 'ok', replayed: 3 });
    const url = at(`/api/admin/webhook-endpoints/${nobody}/replay`);
    const since = '2026-11-25T00:00:00.000Z';
    const answer = await post(url, { since }, admin);
    expect([answer.status, answer.json]).toEqual([200, { replayed: 3 }]);
    expect(asked('cmd.notifier.replay-webhooks.v1').at(-1)).toEqual({
      endpointId: nobody,
      replay: { since },
    });
    expect(code(await post(url, {}, admin))).toEqual([422, 'validation-failed']);
    expect(code(await post(url, { since, deliveryId: randomUUID() }, admin))).toEqual([
      422,
      'validation-failed',
    ]);
  });
});
