import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type RequestOf, sendInvitation, sendLoginCode } from '@karcis/contracts';
import { until } from '@karcis/testing';
import { useNotifier } from './use-notifier.ts';

const world = useNotifier();

const aCode = (changes: Partial<RequestOf<typeof sendLoginCode>> = {}) => ({
  id: randomUUID(),
  email: `${randomUUID()}@example.org`,
  language: 'id' as const,
  expiresAt: new Date(Date.now() + 600_000).toISOString(),
  path: '/login/link?token=abc&next=%2Fme',
  code: '042137',
  ...changes,
});

/** A log line about this letter that says so. */
const said = (id: string, what: string) =>
  until(
    async () =>
      world.logs.lines.some((line) => line['id'] === id && String(line['msg']).includes(what)),
    { what },
  );

const arrived = (email: string) =>
  until(async () => world.mailsTo(email).length > 0, { what: 'the mail' });

describe('a letter to an account', () => {
  it('brings the code and the link at once, and its subject has neither', async () => {
    await world.start();
    const command = aCode();
    expect(await world.ask(sendLoginCode, command)).toEqual({ accepted: true });
    await arrived(command.email);
    const [{ mail } = { mail: undefined }] = world.mailsTo(command.email);
    expect(mail?.text).toContain('Kode: 042137');
    expect(mail?.text).toContain('https://karcis.example/login/link?token=abc&next=%2Fme');
    expect(mail?.html).toContain('042137');
    expect(mail?.subject).toBe('Kode masuk Karcis');
  });

  it('is in the language of its reader, and calls an invited organiser by name', async () => {
    await world.start();
    const { code: _, ...letter } = aCode({ language: 'en', path: '/admin/set-password?token=abc' });
    await world.ask(sendInvitation, { ...letter, name: 'Rina <b>Wijaya</b>' });
    await arrived(letter.email);
    const [{ mail } = { mail: undefined }] = world.mailsTo(letter.email);
    expect(mail?.text).toContain('Hello Rina <b>Wijaya</b>,');
    expect(mail?.html).not.toContain('<b>');
    expect(mail?.text).toContain('https://karcis.example/admin/set-password?token=abc');
  });

  it('is tried again while the mail server says "not now", and arrives once', async () => {
    await world.start();
    world.smtp.refuseWith({ code: 451, text: 'greylisted' });
    const command = aCode();
    await world.ask(sendLoginCode, command);
    await said(command.id, 'was not taken');
    world.smtp.refuseWith(undefined);
    await arrived(command.email);
    expect(world.mailsTo(command.email)).toHaveLength(1);
  });

  it('is given up when it is worth nothing any more', async () => {
    await world.start();
    world.smtp.refuseWith({ code: 451, text: 'greylisted' });
    const command = aCode({ expiresAt: new Date(Date.now() + 200).toISOString() });
    await world.ask(sendLoginCode, command);
    await said(command.id, 'given up');
    expect(world.mailsTo(command.email)).toEqual([]);
  });

  it('leaves nothing in the tables or the log', async () => {
    await world.start();
    world.smtp.refuseWith({ code: 550, text: 'no such user' });
    const command = aCode({ code: '918273' });
    await world.ask(sendLoginCode, command);
    await said(command.id, 'given up');
    const [row] = await world.rows<{ text: string | null }>(
      'select json_agg(d)::text as text from notifier.deliveries d',
    );
    const [letters] = await world.rows<{ text: string | null }>(
      'select json_agg(d)::text as text from notifier.dead_letters d',
    );
    for (const text of [world.logs.text(), row?.text ?? '', letters?.text ?? '']) {
      expect(text).not.toContain('918273');
      expect(text).not.toContain(command.email);
      expect(text).not.toContain('token=abc');
    }
  });

  it('does not hold its sender up when the process stops', async () => {
    const notifier = await world.start({ DELIVERY_RETRY_SECONDS: '600' });
    world.smtp.refuseWith({ code: 451, text: 'greylisted' });
    await world.ask(sendLoginCode, aCode());
    const before = performance.now();
    await notifier.stop();
    expect(performance.now() - before).toBeLessThan(20_000);
  });
});
