import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bookingCancelled, bookingErased } from '@karcis/contracts';
import { until } from '@karcis/testing';
import { useNotifier } from './use-notifier.ts';

const world = useNotifier();
const EMAIL = 'forget.me@example.org';

const countOf = async (bookingId: string, status: string) => {
  const [row] = await world.rows<{ count: string }>(
    'select count(*) from notifier.deliveries where booking_id = $1 and status = $2',
    [bookingId, status],
  );
  return Number(row?.count);
};

describe('a person who was forgotten', () => {
  it('leaves no mail in the folder, however often it is told, and the count of messages stays', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'karcis-mail-'));
    const service = await world.start({ SMTP_URL: '', MAIL_DIR: folder });
    const theirs = world.booking.has({ email: EMAIL });
    const others = world.booking.has({ email: 'stay@example.org' });
    for (const id of [theirs, others]) await world.booking.announceHeld(id);
    for (const id of [theirs, others]) await until(async () => (await countOf(id, 'sent')) === 1);

    for (let times = 0; times < 2; times += 1) await world.booking.announce(bookingErased, theirs);
    await until(async () => (await readdir(folder)).length === 1);
    await service.drain();
    const [left = ''] = await readdir(folder);
    expect(await readFile(path.join(folder, left), 'utf8')).toContain('stay@example.org');
    expect(await countOf(theirs, 'sent')).toBe(1);
    await service.stop();
    await rm(folder, { recursive: true });
  });

  it('gets no message that waits, nor one that is planned after the word of it', async () => {
    const service = await world.start({ DELIVERY_RETRY_SECONDS: '600' });
    world.smtp.refuseWith({ code: 451, text: 'later' });
    const id = world.booking.has({ email: EMAIL });
    await world.booking.announceHeld(id);
    await until(async () => (await countOf(id, 'queued')) === 1);

    world.booking.becomes(id, { email: null });
    await world.booking.announce(bookingErased, id);
    await until(async () => (await countOf(id, 'skipped')) === 1);
    world.smtp.refuseWith(undefined);
    await world.booking.announce(bookingCancelled, id);
    await until(async () => (await countOf(id, 'skipped')) === 2);
    await service.drain();

    expect(world.mailsTo(EMAIL)).toEqual([]);
    const [row] = await world.rows<{ last_error: string | null }>(
      `select last_error from notifier.deliveries where booking_id = $1 and last_error is not null`,
      [id],
    );
    expect(row).toBeUndefined();
  });
});
