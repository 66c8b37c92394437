import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Booking, HeldBooking, MessageTemplate } from '@karcis/contracts';
import { z } from 'zod';
import type { Cast, Chapter } from '../cast.ts';
import { mailFolder } from '../config.ts';

const SENT_WITHIN_MS = 60_000;
const HOLD_SECONDS = 4;
const TEXT = '/api/admin/templates/approved/email/en';
const Preview = z.object({ subject: z.string(), text: z.string() });

/** What is written to people: an organiser's own words, each message of a booking, and one more of the last. */
export const messages: Chapter = async (cast) => {
  const { story, organiser } = cast;
  const token = organiser.apiKey;
  story.chapter('Wayan reads his mail');

  const text = await story.expect(200, MessageTemplate, 'GET', TEXT, { token });
  const { version } = text;
  const words = (body: string) => ({ subject: 'See you at {{title}}', body });
  const wrong = words('Hello {{nama}}');
  const saving = { token, body: { version, content: wrong } };
  const refused = await story.refuse(422, 'validation-failed', 'PUT', TEXT, saving);
  const [error] = (refused.json as { errors: { pointer: string; detail: string }[] }).errors;
  story.check(`${error?.pointer}: ${error?.detail}`, error?.pointer === '/content/body');

  const content = words('Dear {{name}}, your code is {{code}}.');
  const shown = await story.expect(200, Preview, 'POST', `${TEXT}/preview`, {
    token,
    body: { content },
  });
  story.check(`the preview says “${shown.subject}”`, shown.text.includes('Dear Siti Aminah, '));
  const saved = await story.expect(200, MessageTemplate, 'PUT', TEXT, {
    token,
    body: { version, content },
  });
  await story.refuse(409, 'template-changed', 'PUT', TEXT, { token, body: { version, content } });

  const { id: itemId } = await organiser.createItem({ title: 'Kelas gamelan' });
  const paid = await hold(cast, itemId);
  await cast.guest('Wayan Sudarma').pay(paid, 'transfer.png', 'image/png');
  await organiser.approve(paid.id);
  await untilSent(cast, paid, ['hold-made', 'proof-received', 'approved']);
  await inFolder(cast, paid, 'See you at Kelas gamelan', { hasTicket: true });
  await story.refuse(409, 'invalid-transition', 'POST', `/api/bookings/${paid.code}/resend`, {
    token: paid.ownerToken,
    body: { kind: 'hold-made' },
  });

  const rejected = await hold(cast, itemId);
  await cast.guest('Wayan Sudarma').pay(rejected, 'transfer.pdf', 'application/pdf');
  await organiser.reject(rejected.id, 'Nominal tidak sesuai');
  await untilSent(cast, rejected, ['rejected']);
  await inFolder(cast, rejected, 'Your booking could not be approved: Kelas gamelan');

  const cancelled = await hold(cast, itemId);
  await story.expect(200, Booking, 'POST', `/api/bookings/${cancelled.id}/cancel`, {
    token: cancelled.ownerToken,
    body: {},
  });
  await untilSent(cast, cancelled, ['cancelled']);

  const short = { title: 'Kelas singkat', holdTtlSeconds: HOLD_SECONDS };
  const expired = await hold(cast, (await organiser.createItem(short)).id);
  await untilSent(cast, expired, ['expired']);

  await story.expect(200, MessageTemplate, 'POST', `${TEXT}/reset`, {
    token,
    body: { version: saved.version },
  });
};

/** A booking with an address of its own, which nobody reads. */
async function hold({ story }: Cast, itemId: string) {
  const email = `wayan-${randomUUID()}@example.org`;
  const body = { itemId, name: 'Wayan Sudarma', contact: { email } };
  const held = await story.expect(201, HeldBooking, 'POST', '/api/bookings/hold', { body });
  return { ...held, email };
}

type Held = Awaited<ReturnType<typeof hold>>;

async function untilSent({ story }: Cast, held: Held, kinds: readonly string[]): Promise<void> {
  const giveUpAt = performance.now() + SENT_WITHIN_MS;
  const look = async () => {
    const { json } = await story.api('GET', `/api/bookings/${held.code}`, {
      token: held.ownerToken,
    });
    const { notifications } = Booking.parse(json);
    return kinds.every((kind) =>
      notifications.some((one) => one.kind === kind && one.status === 'sent'),
    );
  };
  let isSent = await look();
  while (!isSent && performance.now() < giveUpAt) {
    await pause(100);
    isSent = await look();
  }
  story.check(`sent: ${kinds.join(', ')}`, isSent);
}

/** Where the stack writes mail into a folder that we may read, the mail is there. */
async function inFolder(
  { story }: Cast,
  { email }: Held,
  subject: string,
  { hasTicket = false } = {},
): Promise<void> {
  const folder = mailFolder();
  const names = await readdir(folder).catch(() => []);
  const newest = names.toSorted().slice(-50);
  const mails = await Promise.all(newest.map((name) => readFile(path.join(folder, name), 'utf8')));
  const mine = mails.filter((mail) => mail.includes(email));
  if (mine.length === 0) return;

  const found = mine.find((mail) => mail.includes(`Subject: ${subject}`));
  story.check(`in the mail folder: “${subject}”`, found !== undefined);
  if (hasTicket) {
    story.check('with the ticket as a PDF', found?.includes('application/pdf') ?? false);
  }
}
