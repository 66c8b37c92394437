import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { listDeliveries } from '@karcis/contracts';
import { startSmtpServer, until } from '@karcis/testing';
import PostalMime from 'postal-mime';
import { createSmtpMailer } from '../src/channels/smtp-mailer.ts';
import { useNotifier } from './use-notifier.ts';

const world = useNotifier();

/** Announces a hold to write to this address about, and waits until its message has come to an end. */
async function outcomeOf(address: string, status: string) {
  const id = world.booking.has({ email: address });
  await world.booking.announceHeld(id);
  await until(async () => (await world.notificationsOf(id))[0]?.status === status, {
    what: status,
  });

  const page = await world.ask(listDeliveries, { limit: 100 });
  if ('badCursor' in page) throw new Error('bad cursor');
  return page.data.find(({ bookingId }) => bookingId === id);
}

describe('a mail server', () => {
  it('that says "not now" is asked again until it takes the message', async () => {
    await world.start();
    world.smtp.refuseWith({ code: 451, text: 'greylisted' });
    const id = world.booking.has({ email: 'later@example.org' });
    await world.booking.announceHeld(id);
    await until(async () => (await world.notificationsOf(id))[0]?.status === 'queued');
    world.smtp.refuseWith(undefined);

    await until(async () => (await world.notificationsOf(id))[0]?.status === 'sent');
    expect(world.mailsTo('later@example.org')).toHaveLength(1);
  });

  it('that says "never" is believed', async () => {
    await world.start();
    world.smtp.refuseWith({ code: 550, text: 'no such user never@example.org' });
    expect(await outcomeOf('never@example.org', 'failed')).toMatchObject({
      status: 'failed',
      attempts: 1,
      lastError: 'mail server said 550 to DATA',
      nextAttemptAt: null,
    });
  });

  it('that is not there is tried eight times', async () => {
    await world.start({ SMTP_URL: 'smtp://127.0.0.1:1', DELIVERY_RETRY_SECONDS: '0.001' });
    expect(await outcomeOf('nobody@example.org', 'failed')).toMatchObject({
      attempts: 8,
      lastError: 'mail server not reached: ECONNREFUSED',
    });
  });

  it('that says "not now" too often is given up', async () => {
    await world.start({ DELIVERY_RETRY_SECONDS: '0.001' });
    world.smtp.refuseWith({ code: 450, text: 'busy' });
    expect(await outcomeOf('busy@example.org', 'failed')).toMatchObject({
      attempts: 8,
      lastError: 'mail server said 450 to DATA',
    });
  });
});

describe('the SMTP mailer', () => {
  const mail = {
    id: '1',
    messageId: '<1@karcis.example>',
    from: 'no-reply@karcis.example',
    to: { name: 'Siti', address: 'siti@example.org' },
    subject: 'Hello',
    text: 'Hello',
    html: '<p>Hello</p>',
  };

  it('logs in with the user and password of its address', async () => {
    const server = await startSmtpServer({ login: { user: 'karcis', password: 'p ss/word' } });
    const mailer = createSmtpMailer(`smtp://karcis:p%20ss%2Fword@127.0.0.1:${server.port}`);
    await mailer.send(mail);
    expect(server.received).toHaveLength(1);
    await mailer.close();
    await server.stop();
  });

  it('takes a refused login for trouble of the server, not of the message', async () => {
    const server = await startSmtpServer({ login: { user: 'karcis', password: 'right' } });
    const mailer = createSmtpMailer(`smtp://karcis:wrong@127.0.0.1:${server.port}`);
    await expect(mailer.send(mail)).rejects.toMatchObject({
      message: 'mail server said 535 to AUTH PLAIN',
      isFinal: false,
      isOutage: true,
    });
    await mailer.close();
    await server.stop();
  });

  it('does not wait for ever', async () => {
    const server = await startSmtpServer();
    server.answerAfter(1_000);
    const mailer = createSmtpMailer(server.url, { sendMs: 100 });
    await expect(mailer.send(mail)).rejects.toMatchObject({
      message: 'mail server not reached: it took too long',
      isOutage: true,
    });
    await mailer.close();
    await server.stop();
  });

  it('sends over connections that it keeps', async () => {
    const server = await startSmtpServer();
    const mailer = createSmtpMailer(server.url);
    await Promise.all(Array.from({ length: 30 }, () => mailer.send(mail)));
    expect(server.received).toHaveLength(30);
    await mailer.close();
    await server.stop();
  });
});

describe('without a mail server', () => {
  it('each mail becomes a whole file in the folder, named by its delivery', async () => {
    const folder = path.join(await mkdtemp(path.join(tmpdir(), 'karcis-mail-')), 'mail');
    await world.start({ SMTP_URL: '', MAIL_DIR: folder, MAIL_FROM: '' });
    const delivery = await outcomeOf('file@example.org', 'sent');

    expect(await readdir(folder)).toEqual([`${delivery?.id}.eml`]);
    const mail = await PostalMime.parse(await readFile(path.join(folder, `${delivery?.id}.eml`)));
    expect(mail).toMatchObject({
      subject: 'Tempat Anda kami simpan: Kelas Keramik',
      from: { address: 'no-reply@karcis.example' },
      to: [{ name: 'Siti Aminah', address: 'file@example.org' }],
      messageId: `<${delivery?.id}@karcis.example>`,
    });
    await rm(path.dirname(folder), { recursive: true });
  });

  it('says what is wrong with the folder', async () => {
    await world.start({
      SMTP_URL: '',
      MAIL_DIR: '/dev/null/mail',
      DELIVERY_RETRY_SECONDS: '0.001',
    });
    expect(await outcomeOf('lost@example.org', 'failed')).toMatchObject({
      lastError: 'mail folder not writable: ENOTDIR',
    });
  });
});
