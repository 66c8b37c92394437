import { bookingPaid } from '@karcis/contracts';
import { until } from '@karcis/testing';
import { describe, expect, it } from '@jest/globals';
import { useNotifier } from './use-notifier.ts';

const world = useNotifier();
/** Outages in a row after which a channel is left alone. */
const OUTAGES = 5;
/** A mail server that is not there, and is not looked for again while a test lasts. */
const withoutMail = {
  ...{ SMTP_URL: 'smtp://127.0.0.1:1', DELIVERY_RETRY_SECONDS: '60' },
  DELIVERY_CIRCUIT_SECONDS: '3600',
};

/** A notifier that has found no mail server, and makes no messages by mail. */
async function startBlocked() {
  const service = await world.start(withoutMail);
  const ids = Array.from({ length: OUTAGES }, aPaidOne);
  for (const id of ids) await world.booking.announce(bookingPaid, id);
  const isOpen = async () => (await service.openCircuits('email')) === 1;
  await until(isOpen, { what: 'mail that is left alone' });
  return service;
}

const aPaidOne = () => world.booking.has({ email: 'paid@example.org', booking: { state: 'PAID' } });

const waiting = async (): Promise<number> => {
  const [row] = await world.rows<{ n: number }>(
    'select coalesce(sum(json_array_length(happenings)), 0)::int as n from notifier.backlog',
  );
  return row?.n ?? 0;
};

describe('word of holds', () => {
  it('comes after what a person waits for, however long it has waited', async () => {
    const blocked = await startBlocked();
    await world.booking.announceHeld(world.booking.has({ email: 'held@example.org' }));
    await until(async () => (await waiting()) === 1, { what: 'a backlog' });
    await world.booking.announce(bookingPaid, aPaidOne());
    await blocked.stop();

    await world.rows('update notifier.deliveries set next_attempt_at = now()');
    const before = world.smtp.received.length;
    await world.start({ EMAILS_PER_SECOND: '3' });
    await until(() => world.mailsTo('held@example.org').length === 1, { what: 'word of a hold' });
    const first = world.smtp.received.slice(before, before + 3).flatMap(({ to }) => to);
    expect(first).toEqual(Array.from({ length: 3 }, () => 'paid@example.org'));
  });

  it('of yesterday is not told', async () => {
    const blocked = await startBlocked();
    await blocked.stop();
    const [id, old] = [world.booking.has(), new Date(Date.now() - 25 * 3_600_000)];
    await world.rows(`insert into notifier.backlog (kind, happenings) values ('hold-made', $1)`, [
      JSON.stringify([
        { booking_id: id, booking_version: 1, occurred_at: old, send_before: new Date() },
      ]),
    ]);
    await world.start();
    await until(async () => (await waiting()) === 0, { what: 'an empty backlog' });
    expect(await world.statusOf(id)).toBeUndefined();
  });

  it('reaches webhooks at once', async () => {
    await startBlocked();
    await world.rows(
      `insert into notifier.webhook_endpoints (id, url, description, kinds, secret)
       values (gen_random_uuid(), 'http://127.0.0.1:1/', '', '{hold-made}', 'whsec_')`,
    );
    await world.booking.announceHeld(world.booking.has(), world.booking.has());
    const planned = () =>
      world.rows(`select channel from notifier.deliveries where kind = 'hold-made'`);
    await until(async () => (await planned()).length > 0, { what: 'planned webhooks' });
    expect(await planned()).toEqual([{ channel: 'webhook' }, { channel: 'webhook' }]);
  });

  it('is no message before there is room to send one, and none is lost', async () => {
    const blocked = await startBlocked();
    const emails = Array.from({ length: 300 }, (_, index) => `held-${index}@example.org`);
    const ids = emails.map((email) => world.booking.has({ email }));
    await world.booking.announceHeld(...ids);
    await until(async () => (await waiting()) === 300, { what: 'a backlog of all' });
    expect(
      await world.rows(`select from notifier.deliveries where kind = 'hold-made'`),
    ).toHaveLength(0);
    await blocked.stop();

    // Two replicas, the repeat of an event and what was planned of it meanwhile make no second one.
    await world.booking.announceHeld(...ids);
    const settings = { EMAILS_PER_SECOND: '10000' };
    await Promise.all([world.start(settings), world.start(settings)]);
    await until(() => emails.every((email) => world.mailsTo(email).length > 0), {
      what: 'a mail to each',
    });
    await until(async () => (await waiting()) === 0, { what: 'an empty backlog' });
    expect(emails.map((email) => world.mailsTo(email).length)).toEqual(emails.map(() => 1));
  });
});
