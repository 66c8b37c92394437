import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  bookingCancelled,
  bookingPaid,
  bookingRefundDue,
  bookingRefunded,
  bookingSubmitted,
  createWebhookEndpoint,
  listDeliveries,
  type ReplayRequest,
  replayWebhooks,
  resendMessage,
} from '@karcis/contracts';
import { startWebhookReceiver, until, type WebhookReceiver } from '@karcis/testing';
import { useNotifier } from './use-notifier.ts';

const world = useNotifier();
let people = 0;
const anAddress = () => `again-${++people}@example.org`;

async function aPaidBooking(email: string | null = anAddress()) {
  const id = world.booking.has({ email, booking: { state: 'PAID' } });
  await world.booking.announce(bookingPaid, id);
  return id;
}
const sends = (id: string) =>
  until(async () => (await world.notificationsOf(id)).some(({ status }) => status === 'sent'));
const anHourAgo = () =>
  world.rows(`update notifier.deliveries set updated_at = now() - interval '1 hour'`);

describe('an owner', () => {
  it('has the message that fits sent once more, with another Message-ID', async () => {
    await world.start();
    const email = anAddress();
    const id = await aPaidBooking(email);
    await sends(id);
    await anHourAgo();
    const answer = await world.ask(resendMessage, { bookingId: id, kind: 'approved' });
    expect(answer).toMatchObject({ outcome: 'ok', notifications: [{ kind: 'approved' }] });

    await until(() => world.mailsTo(email).length === 2, { what: 'the second mail' });
    const ids = world.mailsTo(email).map(({ mail }) => mail.messageId);
    expect(new Set(ids).size).toBe(2);
  });

  it('has one a minute, and a handful in all', async () => {
    await world.start();
    const email = anAddress();
    const id = await aPaidBooking(email);
    await sends(id);
    const ask = () => world.ask(resendMessage, { bookingId: id, kind: 'approved' });
    expect(await ask()).toEqual({ outcome: 'rate-limited', retryAfterSeconds: 60 });
    await anHourAgo();
    expect(await ask()).toMatchObject({ outcome: 'ok' });
    await until(() => world.mailsTo(email).length === 2, { what: 'the second mail' });
    await sends(id);
    await world.rows('update notifier.deliveries set round = 5');
    await anHourAgo();
    expect(await ask()).toMatchObject({ outcome: 'rate-limited' });
  });

  it('has nothing sent that is not so, or that goes to others, or nowhere', async () => {
    await world.start();
    const ask = (bookingId: string, kind: 'hold-made' | 'approved' | 'new-proof-waiting') =>
      world.ask(resendMessage, { bookingId, kind });
    const id = world.booking.has({ email: anAddress(), booking: { state: 'REVIEW' } });
    expect(await ask(id, 'approved')).toEqual({ outcome: 'invalid-transition', state: 'REVIEW' });
    expect(await ask(id, 'new-proof-waiting')).toMatchObject({ outcome: 'invalid-transition' });
    const silent = world.booking.has({ email: null });
    expect(await ask(silent, 'hold-made')).toEqual({ outcome: 'nobody-to-reach' });
    expect(await ask(randomUUID(), 'hold-made')).toEqual({ outcome: 'booking-not-found' });
    expect(await world.rows('select from notifier.deliveries')).toEqual([]);
  });

  it('has word that never went, too', async () => {
    await world.start();
    const email = anAddress();
    const id = world.booking.has({ email, booking: { state: 'PAID' } });
    expect(await world.ask(resendMessage, { bookingId: id, kind: 'approved' })).toMatchObject({
      outcome: 'ok',
    });
    await until(() => world.mailsTo(email).length === 1);
  });
});

describe('word of money that goes back', () => {
  it.each([
    ['refund-due', bookingRefundDue, 'Uang Anda akan dikembalikan: Kelas Keramik'],
    ['refunded', bookingRefunded, 'Uang sudah dikembalikan: Kelas Keramik'],
  ] as const)('reaches the person: %s', async (kind, contract, subject) => {
    await world.start();
    const email = anAddress();
    const id = world.booking.has({ email, booking: { state: 'CANCELLED' } });
    await world.booking.announce<{ bookingId: string }>(contract, id);
    await until(() => world.mailsTo(email)[0]?.mail.subject === subject, { what: kind });
  });
});

describe('tickets', () => {
  it('come as a PDF with word that the booking is approved', async () => {
    await world.start();
    const email = anAddress();
    const tickets = [{ id: randomUUID(), attendee: 'Siti', token: 'a.b.c' }];
    const id = world.booking.has({ email, booking: { state: 'PAID', quantity: 1, tickets } });
    await world.booking.announce(bookingPaid, id);
    const { mail } = await until(() => world.mailsTo(email)[0], { what: 'the mail' });
    expect(mail.attachments).toMatchObject([
      { filename: 'tiket-K7QM-2XVD-9HTA.pdf', mimeType: 'application/pdf' },
    ]);
    const content = Buffer.from(mail.attachments[0]!.content as ArrayBuffer);
    expect(content.subarray(0, 5).toString()).toBe('%PDF-');
  });
});

describe('an endpoint', () => {
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    receiver = await startWebhookReceiver();
  });
  afterEach(() => receiver.stop());

  async function anEndpoint(): Promise<string> {
    const id = randomUUID();
    const endpoint = { url: `${receiver.url}/hook`, kinds: [] };
    await world.ask(createWebhookEndpoint, { id, endpoint });
    return id;
  }
  type Told = { readonly type: string; readonly data: { readonly booking: { id: string } } };
  const told = () => receiver.received.map(({ body }) => JSON.parse(body) as Told);
  const ids = () => receiver.received.map(({ headers }) => String(headers['webhook-id']));
  const replay = (endpointId: string, what: ReplayRequest) =>
    world.ask(replayWebhooks, { endpointId, replay: what });

  it('hears everything in the order in which it happened, and waits for what fails', async () => {
    await world.start();
    await anEndpoint();
    let isDown = true;
    receiver.answerWith(() => ({ status: isDown ? 500 : 200 }));
    const first = world.booking.has({ email: null });
    const second = world.booking.has({ email: null });
    await world.booking.announceHeld(first);
    await world.booking.announceHeld(second);
    await world.booking.announce(bookingSubmitted, first, { version: 2 });
    await world.booking.announce(bookingCancelled, second, { version: 2 });
    await until(() => receiver.received.length >= 3, { what: 'attempts' });
    expect(new Set(ids()).size).toBe(1);

    isDown = false;
    const before = () => told().filter(({ type }) => type === 'booking.cancelled').length;
    await until(() => before() === 1, { what: 'the last' });
    const heard = [...new Map(told().map((one) => [JSON.stringify(one), one])).values()];
    expect(heard.map(({ type, data }) => [type, data.booking.id])).toEqual([
      ['booking.hold-made', first],
      ['booking.hold-made', second],
      ['booking.proof-received', first],
      ['booking.cancelled', second],
    ]);
  });

  it('hears what comes after something that was given up', async () => {
    await world.start({ DELIVERY_RETRY_SECONDS: '0.001', DELIVERY_CIRCUIT_SECONDS: '0.01' });
    await anEndpoint();
    const stubborn = world.booking.has({ email: null });
    receiver.answerWith(({ body }) => ({ status: body.includes(stubborn) ? 500 : 200 }));
    await world.booking.announceHeld(stubborn);
    const next = world.booking.has({ email: null });
    await world.booking.announceHeld(next);
    await sends(next);
    expect(await world.notificationsOf(stubborn)).toMatchObject([{ status: 'failed' }]);
  });

  it('has one delivery, or all since an instant, sent again under the same ids', async () => {
    await world.start();
    const endpoint = await anEndpoint();
    const bookings = [1, 2, 3].map(() => world.booking.has({ email: null }));
    for (const id of bookings) {
      await world.booking.announceHeld(id);
      await sends(id);
    }
    const first = ids();
    const since = (told()[1] as unknown as { timestamp: string }).timestamp;
    expect(await replay(endpoint, { since })).toEqual({ outcome: 'ok', replayed: 2 });
    await until(() => receiver.received.length === 5, { what: 'two again' });
    expect(ids().slice(3)).toEqual(first.slice(1));

    await sends(bookings[2]!);
    const page = await world.ask(listDeliveries, { limit: 10, status: 'sent' });
    expect('data' in page && page.data).toHaveLength(3);
    expect(await replay(endpoint, { deliveryId: first[0]! })).toMatchObject({ replayed: 1 });
    await until(() => receiver.received.length === 6, { what: 'one again' });
    expect(ids()[5]).toBe(first[0]);
  });

  it('is told what there is not', async () => {
    await world.start();
    const endpoint = await anEndpoint();
    const since = new Date().toISOString();
    expect(await replay(randomUUID(), { since })).toEqual({
      outcome: 'webhook-endpoint-not-found',
    });
    expect(await replay(endpoint, { deliveryId: randomUUID() })).toEqual({
      outcome: 'notification-not-found',
    });
    expect(await replay(endpoint, { since })).toEqual({ outcome: 'ok', replayed: 0 });
  });
});
