import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  bookingCancelled,
  bookingExpired,
  bookingExpiringSoon,
  bookingHeld,
  bookingPaid,
  bookingRejected,
  bookingSubmitted,
  createWebhookEndpoint,
  listWebhookEndpoints,
  removeWebhookEndpoint,
} from '@karcis/contracts';
import { startWebhookReceiver, until, type WebhookReceiver } from '@karcis/testing';
import { Webhook } from 'standardwebhooks';
import { useNotifier } from './use-notifier.ts';

const world = useNotifier();
const events = [
  bookingHeld,
  bookingExpiringSoon,
  bookingSubmitted,
  bookingPaid,
  bookingRejected,
  bookingExpired,
  bookingCancelled,
] as const;

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(() => receiver.stop());

async function anEndpoint({
  id = randomUUID() as string,
  url = `${receiver.url}/hook`,
  kinds = [] as string[],
} = {}) {
  const answer = await world.ask(createWebhookEndpoint, { id, endpoint: { url, kinds } });
  if (answer.outcome !== 'ok') throw new Error(answer.outcome);
  return answer.endpoint;
}

const bodyOf = ({ body }: { body: string }) => JSON.parse(body) as Record<string, unknown>;

describe('a webhook', () => {
  it('is signed as Standard Webhooks has it, and carries no personal data', async () => {
    await world.start();
    const { secret } = await anEndpoint();
    const id = world.booking.has({ email: null });
    await world.booking.announce(bookingPaid, id, { version: 7 });

    const hook = await until(() => receiver.received[0], { what: 'the webhook' });
    const headers = hook.headers as Record<string, string>;
    expect(new Webhook(secret).verify(hook.body, headers)).toEqual({
      type: 'booking.approved',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        booking: { id, code: 'K7QM2XVD9HTA', state: 'PAID', version: 7, quantity: 2 },
        item: { id: '01997b7e-3c11-7000-8000-5d1c0a5f9b01', title: 'Kelas Keramik' },
      },
    });
    expect(() => new Webhook(secret).verify(`${hook.body} `, headers)).toThrow();
    expect(hook.body).not.toMatch(/siti|@/i);
    const [row] = await world.rows(`select id from notifier.deliveries where channel = 'webhook'`);
    expect(headers['webhook-id']).toBe(row?.id);
  });

  it('tells of every kind, whatever the state is by then', async () => {
    await world.start();
    await anEndpoint();
    const holdExpiresAt = new Date(Date.now() + 60_000).toISOString();
    for (const contract of events) {
      await world.booking.announce<{ bookingId: string }>(
        contract,
        world.booking.has({ email: null }),
        {
          holdExpiresAt,
        } as object,
      );
    }
    await until(() => receiver.received.length === events.length, { what: 'all webhooks' });
    expect(receiver.received.map((hook) => bodyOf(hook)['type']).sort()).toEqual([
      'booking.approved',
      'booking.cancelled',
      'booking.expired',
      'booking.expiring-soon',
      'booking.hold-made',
      'booking.proof-received',
      'booking.rejected',
    ]);
  });

  it('is shown with the messages of its booking', async () => {
    await world.start();
    await anEndpoint();
    const id = world.booking.has({ email: null });
    await world.booking.announceHeld(id);
    await until(async () => (await world.notificationsOf(id))[0]?.status === 'sent');
    expect(await world.notificationsOf(id)).toMatchObject([
      { kind: 'hold-made', channel: 'webhook' },
    ]);
  });

  it('goes to each endpoint that wants its kind', async () => {
    await world.start();
    await anEndpoint({ url: `${receiver.url}/all` });
    await anEndpoint({ url: `${receiver.url}/approved`, kinds: ['approved', 'rejected'] });
    await world.booking.announceHeld(world.booking.has());
    await world.booking.announce(bookingPaid, world.booking.has());

    await until(() => receiver.received.length === 3, { what: 'three webhooks' });
    expect(
      receiver.received.map((hook) => `${hook.path} ${String(bodyOf(hook)['type'])}`).sort(),
    ).toEqual(['/all booking.approved', '/all booking.hold-made', '/approved booking.approved']);
  });

  it.each([400, 404, 429, 500, 503])('comes again after %i, under the same id', async (status) => {
    await world.start();
    await anEndpoint();
    receiver.answerWith(() => ({ status: receiver.received.length < 3 ? status : 200 }));
    const id = world.booking.has({ email: null });
    await world.booking.announceHeld(id);

    await until(async () => (await world.notificationsOf(id))[0]?.status === 'sent');
    expect(receiver.received).toHaveLength(3);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  });

  it('comes again after a silence', async () => {
    await world.start({ WEBHOOK_TIMEOUT_SECONDS: '0.3' });
    await anEndpoint();
    receiver.answerWith(() => ({ status: 200, delayMs: receiver.received.length < 2 ? 5_000 : 0 }));
    const id = world.booking.has({ email: null });
    await world.booking.announceHeld(id);
    await until(async () => (await world.notificationsOf(id))[0]?.status === 'sent');
    expect(receiver.received.length).toBeGreaterThanOrEqual(2);
  });

  it('follows no redirect', async () => {
    await world.start();
    await anEndpoint();
    const elsewhere = await startWebhookReceiver();
    receiver.answerWith({ status: 302, headers: { location: elsewhere.url } });
    await world.booking.announceHeld(world.booking.has({ email: null }));
    await until(() => receiver.received.length >= 2, { what: 'another attempt' });
    expect(elsewhere.received).toEqual([]);
    await elsewhere.stop();
  });
});

describe('an endpoint', () => {
  it('that answers 410 gets nothing more', async () => {
    await world.start();
    const { id } = await anEndpoint();
    receiver.answerWith({ status: 410 });
    const first = world.booking.has({ email: null });
    await world.booking.announceHeld(first);
    await until(async () => (await world.notificationsOf(first))[0]?.status === 'failed');

    const second = world.booking.has({ email: 'second@example.org' });
    await world.booking.announceHeld(second);
    // The mail arrives before it is noted that it was sent.
    await until(async () => (await world.notificationsOf(second))[0]?.status === 'sent');
    expect(world.mailsTo('second@example.org')).toHaveLength(1);
    expect(receiver.received).toHaveLength(1);
    const channels = (await world.notificationsOf(second)).map(({ channel }) => channel);
    expect(channels).toEqual(['email']);
    const { data } = (await world.ask(listWebhookEndpoints, { limit: 20 })) as { data: object[] };
    expect(data).toMatchObject([{ id, disabledAt: expect.any(String) }]);
  });

  it('shows its secret at its creation, the same for a repeat of it, and nowhere else', async () => {
    await world.start();
    const created = await anEndpoint({ kinds: ['approved'] });
    expect(created.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await anEndpoint({ id: created.id, kinds: ['approved'] })).toEqual(created);

    const { secret, ...shown } = created;
    expect(await world.ask(listWebhookEndpoints, { limit: 20 })).toEqual({
      data: [shown],
      nextCursor: null,
    });
    expect(world.logs.text()).not.toContain(secret);
    expect((await anEndpoint()).secret).not.toBe(secret);
  });

  it('that was removed gets not even what was on its way', async () => {
    await world.start({ DELIVERY_RETRY_SECONDS: '600' });
    const { id } = await anEndpoint();
    receiver.answerWith({ status: 500 });
    const booking = world.booking.has({ email: null });
    await world.booking.announceHeld(booking);
    await until(() => receiver.received.length === 1, { what: 'the first attempt' });
    await until(async () => (await world.notificationsOf(booking))[0]?.status === 'queued');

    expect(await world.ask(removeWebhookEndpoint, { id })).toEqual({ removed: true });
    expect(await world.ask(removeWebhookEndpoint, { id })).toEqual({ removed: false });
    // The webhook was seen as queued, and now there is nothing to see.
    await until(async () => {
      await world.rows(
        `update notifier.deliveries set next_attempt_at = now()
         where status = 'queued' and lease is null`,
      );
      return (await world.notificationsOf(booking)).length === 0;
    });
    expect(receiver.received).toHaveLength(1);
    expect(await world.ask(listWebhookEndpoints, { limit: 20 })).toEqual({
      data: [],
      nextCursor: null,
    });
  });

  it.each([
    'http://receiver.example/hook',
    'https://127.0.0.1/hook',
    'https://[::1]/hook',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/hook',
    'https://0x7f000001/hook',
    'https://localhost/hook',
  ])('is refused at %s', async (url) => {
    await world.start({ WEBHOOK_ALLOW_INSECURE: 'false', WEBHOOK_ALLOW_PRIVATE: 'false' });
    const request = { id: randomUUID(), endpoint: { url, kinds: [] } };
    expect(await world.ask(createWebhookEndpoint, request)).toEqual({
      outcome: 'webhook-url-not-allowed',
    });
    expect(await world.rows('select from notifier.webhook_endpoints')).toEqual([]);
  });

  it('is checked again at each send: one that turned to our own network is not reached', async () => {
    const lenient = await world.start();
    await anEndpoint({ url: `http://localhost:${receiver.port}/hook` });
    await lenient.stop();
    await world.start({ WEBHOOK_ALLOW_PRIVATE: 'false' });
    await world.booking.announceHeld(world.booking.has({ email: null }));

    const lastError = async () =>
      (await world.rows('select last_error from notifier.deliveries order by last_error'))[0]?.[
        'last_error'
      ] as unknown;
    await until(async () => (await lastError()) === 'address not allowed');
    expect(receiver.received).toEqual([]);
  });

  it('lists page by page, newest first', async () => {
    await world.start();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift((await anEndpoint()).id);

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await world.ask(listWebhookEndpoints, { limit: 2, cursor });
      if ('badCursor' in page) throw new Error('bad cursor');
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(ids);
    expect(await world.ask(listWebhookEndpoints, { limit: 2, cursor: 'x' })).toEqual({
      badCursor: true,
    });
  });
});

describe('a slow receiver', () => {
  it('holds up nobody else', async () => {
    await world.start({ WEBHOOK_TIMEOUT_SECONDS: '25' });
    const slow = await startWebhookReceiver();
    slow.answerWith({ status: 200, delayMs: 60_000 });
    await anEndpoint({ url: slow.url });
    for (let n = 0; n < 20; n++) {
      await world.booking.announceHeld(world.booking.has({ email: 'fast@example.org' }));
    }
    await until(() => world.mailsTo('fast@example.org').length === 20, { what: 'the mails' });
    expect(
      await world.rows(
        `select from notifier.deliveries where channel = 'webhook' and attempts > 0`,
      ),
    ).toEqual([]);
    await slow.stop();
  });
});

describe('an endpoint that does not answer', () => {
  it('is left alone, and gets everything once it answers', async () => {
    const service = await world.start({ DELIVERY_CIRCUIT_SECONDS: '2' });
    await anEndpoint();
    receiver.answerWith({ status: 503 });
    const ids = Array.from({ length: 30 }, () =>
      world.booking.has({ email: 'patient@example.org' }),
    );
    await world.booking.announceHeld(...ids);

    const isOpen = async () => (await service.openCircuits('webhook')) === 1;
    await until(isOpen, { what: 'the open circuit' });
    // Five in a row open it; three more were under way.
    expect(receiver.received.length).toBeLessThanOrEqual(8);
    receiver.answerWith({ status: 200 });
    // The mails do not wait for that.
    await until(() => world.mailsTo('patient@example.org').length === ids.length);

    const arrived = () =>
      world.rows(`select from notifier.deliveries where channel = 'webhook' and status = 'sent'`);
    await until(async () => (await arrived()).length === ids.length, { what: 'all webhooks' });
    expect(await isOpen()).toBe(false);
  });
});
