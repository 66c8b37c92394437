import { randomInt, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Booking, HeldBooking } from '@karcis/contracts';
import type { LocalWorld } from './local-world.ts';

const TOLD_WITHIN_MS = 60_000;

/** A booking of one who reads both mail and WhatsApp, at addresses that nobody else has. */
export async function holdAsReader(
  { story, organiser }: Pick<LocalWorld, 'story' | 'organiser'>,
  name: string,
  fields: Parameters<LocalWorld['organiser']['createItem']>[0],
) {
  const { id: itemId } = await organiser.createItem(fields);
  const email = `${randomUUID()}@example.org`;
  const whatsapp = `+62812${randomInt(10_000_000, 99_999_999)}`;
  const body = { itemId, name, contact: { email, whatsapp } };
  const held = await story.expect(201, HeldBooking, 'POST', '/api/bookings/hold', { body });
  return { ...held, email, whatsapp };
}

export type Reader = Awaited<ReturnType<typeof holdAsReader>>;

/** Each of these is in the mail folder and at the local WhatsApp server, and the booking says so. */
export async function untilTold(
  world: LocalWorld,
  reader: Reader,
  kinds: readonly string[],
): Promise<void> {
  const { story } = world;
  const giveUpAt = performance.now() + TOLD_WITHIN_MS;
  let told = await whatWasTold(world, reader);
  while (!kinds.every((kind) => told.sent.has(kind)) && performance.now() < giveUpAt) {
    await pause(100);
    told = await whatWasTold(world, reader);
  }
  for (const kind of kinds) {
    story.check(`told by mail and by WhatsApp: ${kind}`, told.sent.has(kind));
    const template = `karcis_${kind.replaceAll('-', '_')}`;
    story.check(`at the WhatsApp server: ${template}`, told.templates.includes(template));
  }
  story.check(`mails in the folder: ${told.mails.length}`, told.mails.length >= told.sent.size);
}

async function whatWasTold({ story, whatsapp, mailFolder }: LocalWorld, reader: Reader) {
  const { code, ownerToken: token } = reader;
  const { notifications } = Booking.parse(
    (await story.api('GET', `/api/bookings/${code}`, { token })).json,
  );
  const by = (channel: string) =>
    notifications
      .filter((one) => one.channel === channel && one.status === 'sent')
      .map(({ kind }) => kind);
  const overPhone = new Set(by('whatsapp'));
  return {
    sent: new Set(by('email').filter((kind) => overPhone.has(kind))),
    templates: whatsapp.received
      .filter(({ to }) => `+${to}` === reader.whatsapp)
      .map(({ template }) => template),
    mails: await mailsTo(mailFolder, reader.email),
  };
}

/** The mails in the folder that name this address. */
export async function mailsTo(folder: string, address: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const mails = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  return mails.filter((mail) => mail.includes(address));
}
