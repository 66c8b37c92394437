import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  bookingPaid,
  confirmSubscription,
  listDeliveries,
  recordCallback,
  saveTemplate,
} from '@karcis/contracts';
import { startMetaServer, startTwilioServer, until } from '@karcis/testing';
import { useNotifier } from './use-notifier.ts';

const world = useNotifier();
const PUBLIC_URL = 'https://karcis.example';
const CONTENT_SID = `HX${'a1'.repeat(16)}`;
const whatsapp = '+6281234567890';

type Meta = Awaited<ReturnType<typeof startMetaServer>>;
type Twilio = Awaited<ReturnType<typeof startTwilioServer>>;
let meta: Meta;
let twilio: Twilio;
beforeEach(async () => {
  [meta, twilio] = await Promise.all([startMetaServer(), startTwilioServer()]);
});
afterEach(() => Promise.all([meta.stop(), twilio.stop()]));

const withMeta = () => meta.settings;
const withTwilio = () => ({
  WHATSAPP_PROVIDER: 'twilio',
  TWILIO_API_URL: twilio.url,
  TWILIO_ACCOUNT_SID: twilio.keys.accountSid,
  TWILIO_AUTH_TOKEN: twilio.keys.authToken,
  TWILIO_WHATSAPP_FROM: twilio.keys.from,
});

/** Siti, who has a number and no address. */
async function aHold(): Promise<string> {
  const id = world.booking.has({ email: null, whatsapp });
  await world.booking.announceHeld(id);
  return id;
}

const statusOf = async (id: string) => (await world.notificationsOf(id))[0]?.status;
const ends = (id: string, status: string) =>
  until(async () => (await statusOf(id)) === status, { what: status });

async function deliveryOf(bookingId: string) {
  const page = await world.ask(listDeliveries, { limit: 100 });
  return 'data' in page ? page.data.find((one) => one.bookingId === bookingId) : undefined;
}

const give = (
  provider: 'meta' | 'twilio',
  body: Buffer,
  signature: string,
  url = `/api/webhooks/messages/${provider}`,
) => world.ask(recordCallback, { provider, url, signature, body: body.toString('base64') });

const fromMeta = ({ body, headers }: ReturnType<Meta['callback']>) =>
  give('meta', body, headers['x-hub-signature-256']);
const fromTwilio = ({ url, body, headers }: ReturnType<Twilio['callback']>) =>
  give('twilio', body, headers['x-twilio-signature'], url.replace(PUBLIC_URL, ''));

describe('WhatsApp by Meta', () => {
  it('sends an approved template with its parameters, once under duplicates', async () => {
    const service = await world.start(withMeta());
    const id = await aHold();
    await world.booking.announceHeld(id);
    await ends(id, 'sent');
    await service.stop();

    expect(meta.received).toHaveLength(1);
    const [row] = await world.rows(
      `select id, provider_message_id from notifier.deliveries where channel = 'whatsapp'`,
    );
    expect(meta.received[0]).toMatchObject({
      to: '6281234567890',
      template: 'karcis_hold_made',
      language: 'id',
      parameters: [
        'Siti Aminah',
        'Kelas Keramik',
        'Senin, 23 November 2026 pukul 12.15 WIB',
        'https://karcis.example/b/K7QM2XVD9HTA',
      ],
      reference: row?.['id'],
      id: row?.['provider_message_id'],
    });
  });

  it.each([
    [400, 131026, 'never'],
    [400, 132001, 'never'],
    [400, 131047, 'never'],
  ])('believes error %i %i: %s', async (status, code) => {
    meta.refuseWith(status, code);
    await world.start(withMeta());
    const id = await aHold();
    await ends(id, 'failed');
    expect(await deliveryOf(id)).toMatchObject({
      attempts: 1,
      lastError: `Meta said error ${code}`,
    });
  });

  it.each([
    [400, 130429],
    [401, 190],
    [503, 2],
    [400, 131056],
  ])('tries again after error %i %i', async (status, code) => {
    meta.refuseWith(status, code);
    await world.start(withMeta());
    const id = await aHold();
    await until(async () => (await deliveryOf(id))?.lastError === `Meta said error ${code}`);
    meta.behave({});
    await ends(id, 'sent');
    expect(meta.received).toHaveLength(1);
  });

  it('confirms the subscription to who knows the token, and to nobody else', async () => {
    await world.start(withMeta());
    const question = { mode: 'subscribe', token: meta.keys.verifyToken, challenge: '1158201444' };
    expect(await world.ask(confirmSubscription, question)).toEqual({ challenge: '1158201444' });
    const wrong = await world.ask(confirmSubscription, { ...question, token: 'guessed' });
    expect(wrong).toEqual({ challenge: null });
  });
});

describe('WhatsApp by Twilio', () => {
  const aText = () =>
    world.ask(saveTemplate, {
      ref: { kind: 'hold-made', channel: 'whatsapp', language: 'id' },
      version: 0,
      content: { template: CONTENT_SID, parameters: ['title', 'code'] },
    });

  it('sends nothing of a kind that has no content', async () => {
    await world.start(withTwilio());
    const id = await aHold();
    await until(async () => (await world.statusOf(id)) === 'skipped');
    expect(twilio.received).toEqual([]);
  });

  it('sends a content with its variables, and hears how far it got', async () => {
    await world.start(withTwilio());
    await aText();
    const id = await aHold();
    await until(() => twilio.received.length === 1, { what: 'the message' });
    await ends(id, 'sent');
    const [message] = twilio.received;
    expect(message).toMatchObject({
      to: `whatsapp:${whatsapp}`,
      contentSid: CONTENT_SID,
      variables: { 1: 'Kelas Keramik', 2: 'K7QM-2XVD-9HTA' },
    });

    expect(await fromTwilio(twilio.callback(message!, 'delivered'))).toEqual({
      outcome: 'recorded',
    });
    expect(await deliveryOf(id)).toMatchObject({
      status: 'sent',
      deliveredAt: expect.any(String),
      readAt: null,
    });
    await fromTwilio(twilio.callback(message!, 'undelivered', 63024));
    expect(await statusOf(id)).toBe('sent');
  });

  it('hears that a message cannot be delivered', async () => {
    await world.start(withTwilio());
    await aText();
    const id = await aHold();
    await ends(id, 'sent');
    await fromTwilio(twilio.callback(twilio.received[0]!, 'undelivered', 63024));
    expect(await deliveryOf(id)).toMatchObject({
      status: 'failed',
      lastError: 'Twilio said error 63024',
    });
  });

  it('believes "never", and tries again after "later"', async () => {
    await world.start(withTwilio());
    await aText();
    twilio.refuseWith(400, 21211);
    await ends(await aHold(), 'failed');
    twilio.refuseWith(429, 20429);
    const id = await aHold();
    await until(async () => (await deliveryOf(id))?.lastError === 'Twilio said error 20429');
    twilio.behave({});
    await ends(id, 'sent');
  });

  it('refuses forged callbacks', async () => {
    await world.start(withTwilio());
    await aText();
    const id = await aHold();
    await ends(id, 'sent');
    const real = twilio.callback(twilio.received[0]!, 'undelivered', 63024);
    const path = real.url.replace(PUBLIC_URL, '');
    const signature = real.headers['x-twilio-signature'];
    const altered = Buffer.from(real.body.toString().replace('63024', '63016'));
    for (const [body, sign, url] of [
      [altered, signature, path],
      [real.body, signature, `${path}&more=1`],
      [real.body, '', path],
      [real.body, Buffer.alloc(20).toString('base64'), path],
    ] as const) {
      expect(await give('twilio', body, sign, url)).toEqual({ outcome: 'unauthorized' });
    }
    expect(await statusOf(id)).toBe('sent');
  });
});

describe('what Meta says of a message', () => {
  async function aSentMessage() {
    await world.start(withMeta());
    const id = await aHold();
    await ends(id, 'sent');
    return { id, message: meta.received[0]! };
  }

  it.each([
    [['sent', 'delivered', 'read']],
    [['read', 'delivered', 'sent']],
    [['delivered', 'sent', 'read', 'read', 'delivered']],
    [['failed', 'read', 'sent', 'delivered']],
  ] as const)('counts in any order: %s', async (order) => {
    const { id, message } = await aSentMessage();
    for (const status of order) await fromMeta(meta.callback(message, status));
    expect(await deliveryOf(id)).toMatchObject({
      status: 'sent',
      lastError: null,
      deliveredAt: expect.any(String),
      readAt: expect.any(String),
    });
  });

  it.each([[['failed', 'sent']], [['sent', 'failed']]] as const)(
    'is a failure until it arrives: %s',
    async (order) => {
      const { id, message } = await aSentMessage();
      for (const status of order) await fromMeta(meta.callback(message, status));
      expect(await deliveryOf(id)).toMatchObject({
        status: 'failed',
        lastError: 'Meta said error 131026',
      });
    },
  );

  it('may come before its own answer is written down, and the message goes out once', async () => {
    meta.behave({ delayMs: 500 });
    const service = await world.start(withMeta());
    const id = await aHold();
    const [row] = await until(async () => {
      const rows = await world.rows(
        `select id from notifier.deliveries where lease is not null and channel = 'whatsapp'`,
      );
      return rows.length > 0 && rows;
    });
    const early = { id: 'wamid.early', to: '6281234567890', reference: String(row!['id']) };
    await fromMeta(meta.callback(early, 'delivered'));
    expect(await statusOf(id)).toBe('sent');

    await until(() => meta.received.length === 1, { what: 'the message' });
    await service.stop();
    await world.start(withMeta());
    expect(await deliveredOf(id)).toBe(true);
    expect(await statusOf(id)).toBe('sent');
    expect(meta.received).toHaveLength(1);
  });

  it('spares a message whose answer was lost another attempt', async () => {
    meta.behave({ losesAnswers: true });
    await world.start({ ...withMeta(), DELIVERY_RETRY_SECONDS: '2' });
    const id = await aHold();
    await until(() => meta.received.length === 1, { what: 'the message' });
    await ends(id, 'queued');
    meta.behave({});
    await fromMeta(meta.callback(meta.received[0]!, 'sent'));
    expect(await deliveryOf(id)).toMatchObject({ status: 'sent', nextAttemptAt: null });
  });

  it('is not believed without its signature over the very bytes', async () => {
    const { id, message } = await aSentMessage();
    const { body, headers } = meta.callback(message, 'failed');
    const signature = headers['x-hub-signature-256'];
    const altered = Buffer.concat([body, Buffer.from(' ')]);
    for (const [bytes, sign] of [
      [altered, signature],
      [body, ''],
      [body, signature.replace('sha256=', 'sha1=')],
      [body, `sha256=${'0'.repeat(64)}`],
    ] as const) {
      expect(await give('meta', bytes, sign)).toEqual({ outcome: 'unauthorized' });
    }
    expect(await statusOf(id)).toBe('sent');
  });

  it('is nothing to us about messages that are not ours', async () => {
    const { id, message } = await aSentMessage();
    for (const reference of ['', 'nonsense', '0d9c7a52-6b1e-8c3f-9f57-2f6f0c7d1e11']) {
      const answer = await fromMeta(meta.callback({ ...message, reference }, 'failed'));
      expect(answer).toEqual({ outcome: 'recorded' });
    }
    const earlier = { ...message, reference: `${message.reference}.7` };
    await fromMeta(meta.callback(earlier, 'failed'));
    expect(await statusOf(id)).toBe('sent');
  });

  it('is for the provider that is set, and no other', async () => {
    const { message } = await aSentMessage();
    const { body, headers } = meta.callback(message, 'read');
    expect(await give('twilio', body, headers['x-hub-signature-256'])).toEqual({
      outcome: 'not-found',
    });
  });
});

const deliveredOf = async (id: string) => Boolean((await deliveryOf(id))?.deliveredAt);

describe('a number', () => {
  it('stands in no table and no log line', async () => {
    meta.refuseWith(400, 131026);
    await world.start(withMeta());
    const id = world.booking.has({ email: null, whatsapp, booking: { state: 'PAID' } });
    await world.booking.announce(bookingPaid, id);
    await ends(id, 'failed');
    const rows = JSON.stringify(await world.rows('select * from notifier.deliveries'));
    expect(`${rows}${world.logs.text()}`).not.toContain('81234567890');
  });
});
