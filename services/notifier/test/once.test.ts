import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  bookingHeld,
  bookingPaid,
  type EventContract,
  listDeadLetters,
  replayDeadLetter,
} from '@karcis/contracts';
import { until } from '@karcis/testing';
import { useNotifier } from './use-notifier.ts';

const world = useNotifier();
let people = 0;
const anAddress = () => `person-${++people}@example.org`;

/** An event as its outbox would send it. */
const envelope = (
  contract: EventContract,
  bookingId: string,
  { id = randomUUID() as string, time = new Date(), data = {} } = {},
) => ({
  specversion: '1.0',
  id,
  type: contract.type,
  source: '/karcis/booking',
  time: time.toISOString(),
  subject: bookingId,
  datacontenttype: 'application/json',
  data: { ...(contract.example as object), bookingId, ...data },
});

const publish = (contract: EventContract, bookingId: string, message: unknown) =>
  world.booking.publish(`${contract.type}.${bookingId}`, message);

const isSent = (bookingId: string) =>
  until(async () => (await world.notificationsOf(bookingId))[0]?.status === 'sent', {
    what: 'sent',
  });

/** 0 turns every service away from this file's database, -1 lets them in again. */
const limitConnections = (limit: number) =>
  world.rows(`do $$ begin
    execute format('alter database %I connection limit ${limit}', current_database());
  end $$`);

describe('one message', () => {
  it('comes of an event that arrives twice', async () => {
    const service = await world.start();
    const email = anAddress();
    const id = world.booking.has({ email });
    const message = envelope(bookingHeld, id);
    await publish(bookingHeld, id, message);
    await publish(bookingHeld, id, message);
    await isSent(id);
    await service.drain();
    await service.stop();
    expect(world.mailsTo(email)).toHaveLength(1);
  });

  it('comes of two events that say the same', async () => {
    const service = await world.start();
    const email = anAddress();
    const id = world.booking.has({ email });
    await publish(bookingHeld, id, envelope(bookingHeld, id));
    await isSent(id);
    await publish(bookingHeld, id, envelope(bookingHeld, id));
    await service.drain();
    await service.stop();
    expect(world.mailsTo(email)).toHaveLength(1);
  });

  it('comes of each event when two replicas work', async () => {
    await Promise.all([world.start(), world.start()]);
    const emails = Array.from({ length: 40 }, anAddress);
    const ids = emails.map((email) => world.booking.has({ email }));
    await world.booking.announceHeld(...ids);
    for (const id of ids) await isSent(id);
    expect(emails.map((email) => world.mailsTo(email).length)).toEqual(emails.map(() => 1));
  });

  it('comes late rather than never when the worker that took it has died', async () => {
    const email = anAddress();
    const id = world.booking.has({ email });
    await world.rows(
      `insert into notifier.deliveries
         (booking_id, kind, channel, booking_version, occurred_at, send_before, lease, next_attempt_at)
       values ($1, 'hold-made', 'email', 1, now(), now() + interval '1 day', gen_random_uuid(),
         now() + interval '300 milliseconds')`,
      [id],
    );
    await world.start();
    await isSent(id);
    expect(world.mailsTo(email)).toHaveLength(1);
  });

  it('goes out once although the database is away when that has to be written down', async () => {
    await world.start();
    const email = anAddress();
    const id = world.booking.has({ email });
    world.smtp.answerAfter(300);
    await world.booking.announceHeld(id);
    await until(() => world.smtp.unanswered === 1);
    await limitConnections(0);
    await world.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'notifier'`,
    );
    await until(() => world.mailsTo(email).length === 1);
    await until(() => world.logs.text().includes('due messages could not be claimed'));
    await limitConnections(-1);

    await isSent(id);
    expect(world.mailsTo(email)).toHaveLength(1);
  });

  it('is finished when the service stops meanwhile', async () => {
    const service = await world.start();
    const email = anAddress();
    const id = world.booking.has({ email });
    world.smtp.answerAfter(300);
    await world.booking.announceHeld(id);
    await until(() => world.smtp.unanswered === 1);
    await service.stop();
    expect(world.mailsTo(email)).toHaveLength(1);
    expect(await world.statusOf(id)).toBe('sent');
  });
});

describe('news of yesterday', () => {
  it('is not told when a stream is filled again', async () => {
    const service = await world.start();
    const id = world.booking.has({ email: anAddress() });
    const time = new Date(Date.now() - 24 * 60 * 60_000);
    await publish(bookingHeld, id, envelope(bookingHeld, id, { time }));
    await service.drain();
    expect(await world.statusOf(id)).toBeUndefined();
  });

  it('that could not be told in time is a failure that can be seen', async () => {
    const email = anAddress();
    const id = world.booking.has({ email });
    await world.rows(
      `insert into notifier.deliveries
         (booking_id, kind, channel, booking_version, occurred_at, send_before)
       values ($1, 'hold-made', 'email', 1, now() - interval '1 day', now())`,
      [id],
    );
    await world.start();
    await until(async () => (await world.statusOf(id)) === 'failed');
    expect(world.mailsTo(email)).toEqual([]);
  });
});

describe('while booking does not answer', () => {
  it('a message waits without losing an attempt, and is not shown', async () => {
    await world.start();
    const email = anAddress();
    const id = world.booking.has({ email, booking: { state: 'PAID' } });
    await world.booking.stopsAnswering();
    await world.booking.announce(bookingPaid, id);
    await until(async () => {
      const [row] = await world.rows(
        `select from notifier.deliveries
         where booking_id = $1 and kind = 'approved' and updated_at > created_at`,
        [id],
      );
      return row;
    });
    expect(await world.notificationsOf(id)).toEqual([]);

    world.booking.answers();
    await isSent(id);
    const [row] = await world.rows(
      `select attempts from notifier.deliveries where booking_id = $1 and kind = 'approved'`,
      [id],
    );
    expect(row).toEqual({ attempts: 1 });
  });
});

describe('a message that breaks its contract', () => {
  it('is set aside, listed, and holds up nobody', async () => {
    await world.start();
    const broken = randomUUID();
    await publish(
      bookingHeld,
      broken,
      envelope(bookingHeld, broken, { data: { version: 'three' } }),
    );
    const id = world.booking.has({ email: anAddress() });
    await world.booking.announceHeld(id);
    await isSent(id);

    const lettersOf = async () => {
      const page = await world.ask(listDeadLetters('notifier'), { limit: 20 });
      return 'data' in page ? page.data : [];
    };
    const [letter] = await until(async () => {
      const letters = await lettersOf();
      return letters.length > 0 && letters;
    });
    expect(letter).toMatchObject({
      service: 'notifier',
      durable: 'notifier',
      subject: `booking.held.v1.${broken}`,
      replayedAt: null,
    });
    expect(await world.ask(replayDeadLetter('notifier'), { id: letter!.id })).toMatchObject({
      replayed: false,
    });
  });
});
