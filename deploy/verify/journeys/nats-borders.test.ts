import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Nats, startNats } from '@karcis/engines';
import { createInbox, type NatsConnection } from '@nats-io/transport-node';
import { connectNats } from '@karcis/messaging';
import { silentLog, until } from '@karcis/testing';

const users = ['capacity', 'booking', 'proof-validation', 'notifier', 'gateway'] as const;
type User = (typeof users)[number];

const passwordOf = (user: User) => `k${user.replace('-', '')}1`;
const variableOf = (user: User) => `NATS_${user.replace('-', '_').toUpperCase()}_PASSWORD`;

let folder: string;
let nats: Nats;
let as: Record<User, NatsConnection>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'karcis-borders-'));
  nats = await startNats({
    dataDir: folder,
    bin: process.env['KARCIS_TEST_NATS_BIN'],
    config: path.join(import.meta.dirname, '../../nats/nats.conf'),
    env: Object.fromEntries(users.map((user) => [variableOf(user), passwordOf(user)])),
  });
  const connections = users.map(async (user) => {
    const password = passwordOf(user);
    return [user, await connectNats({ url: nats.url, user, password, name: user, log: silentLog })];
  });
  as = Object.fromEntries(await Promise.all(connections)) as Record<User, NatsConnection>;
});
afterAll(async () => {
  await Promise.all(Object.values(as).map((nc) => nc.close()));
  await nats.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What the server said when `act` was over: a violation, or nothing. */
async function complaintAbout(user: User, act: (nc: NatsConnection) => void): Promise<string> {
  const complaints: string[] = [];
  const statuses = as[user].status();
  void (async () => {
    for await (const status of statuses) {
      if (status.type === 'error') complaints.push(status.error.message);
    }
  })();
  act(as[user]);
  // The server handles a connection's messages in order, so its word has come before the answer to this.
  await as[user].flush();
  await as[user].flush();
  return complaints.join();
}

describe('a service on the bus', () => {
  it.each<[User, string]>([
    ['notifier', 'booking.paid.v1.x'],
    ['capacity', 'booking.paid.v1.x'],
    ['booking', 'capacity.hold-expired.v1.x'],
    ['booking', 'proof.accepted.v1.x'],
    ['proof-validation', 'booking.paid.v1.x'],
    ['gateway', 'booking.paid.v1.x'],
    ['gateway', 'capacity.released.v1.x'],
    ['gateway', 'proof.accepted.v1.x'],
  ])('cannot publish events of another: %s, %s', async (user, subject) => {
    expect(await complaintAbout(user, (nc) => nc.publish(subject))).toContain(subject);
  });

  it.each<[User, string]>([
    ['gateway', 'cmd.capacity.hold.v1'],
    ['gateway', 'cmd.capacity.release.v1'],
    ['notifier', 'cmd.booking.approve.v1'],
    ['notifier', 'qry.booking.audit.v1'],
    ['proof-validation', 'cmd.booking.approve.v1'],
    ['capacity', 'cmd.booking.cancel.v1'],
    ['booking', 'cmd.notifier.retry.v1'],
    ['booking', 'cmd.notifier.send-login-code.v1'],
    ['booking', 'qry.gateway.notified-organisers.v1'],
  ])('cannot ask what its code does not ask: %s, %s', async (user, subject) => {
    expect(await complaintAbout(user, (nc) => nc.publish(subject))).toContain(subject);
  });

  it.each<[User, string]>([
    ['booking', '_INBOX_gateway.>'],
    ['gateway', '_INBOX_booking.>'],
    ['notifier', '_INBOX.>'],
    ['notifier', '>'],
    ['gateway', 'booking.>'],
    ['booking', 'cmd.capacity.>'],
    ['booking', 'cmd.notifier.>'],
    ['booking', 'qry.gateway.>'],
    ['proof-validation', 'cmd.booking.hold.v1'],
  ])('cannot hear what is not meant for it: %s, %s', async (user, subject) => {
    const complaint = await complaintAbout(user, (nc) => nc.subscribe(subject));

    expect(complaint).toContain(subject);
  });

  it.each<[User, string]>([
    ['gateway', '$JS.API.STREAM.INFO.BOOKING'],
    ['gateway', '$JS.API.CONSUMER.DURABLE.CREATE.BOOKING.gateway'],
    ['notifier', '$JS.API.STREAM.DELETE.BOOKING'],
    ['notifier', '$JS.API.STREAM.PURGE.BOOKING'],
    ['notifier', '$JS.API.STREAM.MSG.DELETE.BOOKING'],
    ['notifier', '$JS.API.CONSUMER.DELETE.BOOKING.capacity'],
    ['notifier', '$JS.API.CONSUMER.MSG.NEXT.BOOKING.capacity'],
    ['notifier', '$JS.ACK.BOOKING.capacity.1.1.1.1.1'],
    ['capacity', '$JS.API.STREAM.UPDATE.BOOKING'],
    ['booking', '$JS.API.STREAM.DELETE.CAPACITY'],
    ['proof-validation', '$JS.API.STREAM.CREATE.BOOKING'],
  ])('cannot touch streams and durables of another: %s, %s', async (user, subject) => {
    expect(await complaintAbout(user, (nc) => nc.publish(subject))).toContain(subject);
  });

  it.each<[User, string]>([
    ['capacity', 'capacity.released.v1.x'],
    ['booking', 'booking.paid.v1.x'],
    ['proof-validation', 'proof.accepted.v1.x'],
    ['notifier', 'hint.notifier.booking.x'],
    ['notifier', 'qry.gateway.notified-organisers.v1'],
    ['gateway', 'cmd.booking.hold.v1'],
  ])('says what is its own: %s, %s', async (user, subject) => {
    expect(await complaintAbout(user, (nc) => nc.publish(subject))).toBe('');
  });

  it('answers whoever asked it, and only then', async () => {
    as.booking.subscribe('qry.booking.booking.v1', {
      callback: (_error, msg) => {
        msg.respond('part 1');
        msg.respond('part 2');
      },
    });
    await as.booking.flush();
    const answers: string[] = [];
    const inbox = createInbox('_INBOX_gateway');
    as.gateway.subscribe(inbox, { callback: (_error, msg) => void answers.push(msg.string()) });

    as.gateway.publish('qry.booking.booking.v1', '', { reply: inbox });

    await until(() => answers.length === 2, { what: 'both parts of the answer' });
    const uninvited = createInbox('_INBOX_gateway');
    expect(await complaintAbout('booking', (nc) => nc.publish(uninvited))).toContain(uninvited);
  });

  it('is not let in without its own password', async () => {
    const { url } = nats;
    const stranger = { url, user: 'booking', password: passwordOf('gateway'), name: 'stranger' };

    await expect(connectNats({ ...stranger, log: silentLog })).rejects.toThrow(/authorization/i);
  });
});
