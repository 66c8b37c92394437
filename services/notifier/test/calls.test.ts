import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { findDeliveries, listDeliveries, retryDelivery } from '@karcis/contracts';
import { createCaller } from '@karcis/messaging';
import { until } from '@karcis/testing';
import { useNotifier } from './use-notifier.ts';

const world = useNotifier();

type Listed = {
  limit?: number;
  cursor?: string | undefined;
  status?: 'queued' | 'sent' | 'failed';
};

async function list({ limit = 20, ...rest }: Listed = {}) {
  const page = await world.ask(listDeliveries, { limit, ...rest });
  if ('badCursor' in page) throw new Error('bad cursor');
  return page;
}

async function aBooking(email: string): Promise<string> {
  const id = world.booking.has({ email });
  await world.booking.announceHeld(id);
  return id;
}

/** A message that its mail server refused for good. */
async function aFailure(email: string): Promise<string> {
  world.smtp.refuseWith({ code: 550, text: 'no' });
  const id = await aBooking(email);
  await until(async () => (await world.notificationsOf(id))[0]?.status === 'failed');
  world.smtp.refuseWith(undefined);
  return id;
}

describe('the list of messages', () => {
  it('comes page by page, newest first, by status too', async () => {
    await world.start();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const id = await aBooking('list@example.org');
      await until(async () => (await world.notificationsOf(id))[0]?.status === 'sent');
      ids.unshift(id);
    }
    const failed = await aFailure('list@example.org');
    const skipped = world.booking.has({ email: null });
    await world.booking.announceHeld(skipped);
    await until(async () => (await world.statusOf(skipped)) === 'skipped');

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 2, cursor });
      seen.push(...page.data.map(({ bookingId }) => bookingId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([failed, ...ids]);
    expect((await list({ status: 'failed' })).data.map(({ bookingId }) => bookingId)).toEqual([
      failed,
    ]);
    expect((await list({ status: 'sent' })).data.map(({ bookingId }) => bookingId)).toEqual(ids);
    expect((await list({ status: 'queued' })).data).toEqual([]);
  });

  it('knows its own cursors', async () => {
    await world.start();
    expect(await world.ask(listDeliveries, { limit: 2, cursor: 'nonsense' })).toEqual({
      badCursor: true,
    });
  });
});

describe('a failed message', () => {
  it('is sent again from its first attempt when the organiser says so', async () => {
    await world.start({ DELIVERY_POLL_SECONDS: '60' });
    const bookingId = await aFailure('again@example.org');
    const [failed] = (await list({ status: 'failed' })).data;

    const { delivery } = await world.ask(retryDelivery, { id: failed!.id });
    expect(delivery).toMatchObject({
      id: failed!.id,
      bookingId,
      status: 'queued',
      attempts: 0,
      lastError: null,
    });
    await until(async () => (await world.notificationsOf(bookingId))[0]?.status === 'sent');
    expect(world.mailsTo('again@example.org')).toHaveLength(1);

    // A repeat changes nothing and says how it is now.
    const repeat = await world.ask(retryDelivery, { id: failed!.id });
    expect(repeat.delivery).toMatchObject({ status: 'sent', attempts: 1 });
    expect(world.mailsTo('again@example.org')).toHaveLength(1);
  });

  it('is sent even a day later', async () => {
    await world.start();
    const bookingId = await aFailure('tomorrow@example.org');
    await world.rows(`update notifier.deliveries set send_before = now() - interval '1 hour'`);
    const [failed] = (await list({ status: 'failed' })).data;
    await world.ask(retryDelivery, { id: failed!.id });
    await until(async () => (await world.notificationsOf(bookingId))[0]?.status === 'sent');
  });

  it('that is unknown is nothing', async () => {
    await world.start();
    expect(await world.ask(retryDelivery, { id: randomUUID() })).toEqual({ delivery: null });
  });
});

describe('the messages of many bookings', () => {
  it('are answered each to its asker', async () => {
    await world.start();
    const ids = await Promise.all(Array.from({ length: 20 }, () => aBooking('many@example.org')));
    for (const id of ids) {
      await until(async () => (await world.notificationsOf(id))[0]?.status === 'sent');
    }
    const ask = createCaller(world.nc, findDeliveries);
    const asked = ids.flatMap((bookingId) => [bookingId, randomUUID(), bookingId]);
    const answers = await Promise.all(asked.map((bookingId) => ask({ bookingId })));
    expect(answers.map(({ notifications }) => notifications.length)).toEqual(
      ids.flatMap(() => [1, 0, 1]),
    );
  });
});

describe('the service', () => {
  it('is ready, and counts what it sends', async () => {
    const service = await world.start();
    const id = await aBooking('metrics@example.org');
    await until(async () => (await world.notificationsOf(id))[0]?.status === 'sent');

    const ready = await fetch(`http://127.0.0.1:${service.port}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { checks: { database: 'ok', nats: 'ok' } },
    ]);
    const metrics = await (await fetch(`http://127.0.0.1:${service.port}/metrics`)).text();
    expect(metrics).toMatch(/notifications_sent_total\{.*kind="hold-made".*\} 1/);
    expect(metrics).toMatch(/notification_send_duration_seconds_count\{.*channel="email".*\} 1/);
  });
});
