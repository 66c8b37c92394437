import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Booking, CreatedWebhookEndpoint, Delivery, listOf } from '@karcis/contracts';
import { holdAsReader, mailsTo, type Reader, untilTold } from '../inbox.ts';
import { ORGANISER } from '../../journeys/local-servers.ts';
import type { LocalChapter, LocalWorld } from '../local-world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A reminder that is due within a minute goes out at once. */
const SOON_MS = 50_000;
const TOLD_WITHIN_MS = 60_000;

/** The messages that the chapters before did not bring: approved, the reminder, rejected, cancelled, the organiser's own. */
export const everyMessage: LocalChapter = async (world) => {
  const { story, organiser, guest, receiver, mailFolder } = world;
  const { apiKey: token } = organiser;
  story.chapter('Sri reads WhatsApp and mail, and her class is tomorrow');
  const endpoint = await story.expect(
    ...([201, CreatedWebhookEndpoint, 'POST', '/api/admin/webhook-endpoints'] as const),
    { token, body: { url: `${receiver.url}/karcis`, kinds: ['approved'] } },
  );
  const startsAt = new Date(Date.now() + DAY_MS + SOON_MS).toISOString();
  const sri = await holdAsReader(world, 'Sri Mulyani', { title: 'Kelas tari', startsAt });
  await guest('Sri Mulyani').pay(sri, 'transfer.jpg', 'image/jpeg');
  await untilTold(world, sri, ['hold-made', 'proof-received']);
  const giveUpAt = performance.now() + TOLD_WITHIN_MS;
  let waiting = await mailsTo(mailFolder, ORGANISER);
  while (waiting.length === 0 && performance.now() < giveUpAt) {
    await pause(100);
    waiting = await mailsTo(mailFolder, ORGANISER);
  }
  story.check('the organiser has mail: a new proof waits', waiting.length > 0);
  await organiser.approve(sri.id);
  await untilTold(world, sri, ['approved', 'reminder']);
  await untilRead(world, sri);
  await untilSigned(world, endpoint.secret);

  const rejected = await holdAsReader(world, 'Sri Mulyani', { title: 'Kelas silat' });
  await guest('Sri Mulyani').pay(rejected, 'transfer.jpg', 'image/jpeg');
  await organiser.reject(rejected.id, 'Nominal tidak sesuai');
  await untilTold(world, rejected, ['rejected']);

  const cancelled = await holdAsReader(world, 'Sri Mulyani', { title: 'Kelas pencak' });
  await story.expect(200, Booking, 'POST', `/api/bookings/${cancelled.id}/cancel`, {
    token: cancelled.ownerToken,
    body: {},
  });
  await untilTold(world, cancelled, ['cancelled']);
};

/** The WhatsApp server says that she has read it, and the organiser sees that. */
async function untilRead({ story, whatsapp, organiser, url }: LocalWorld, reader: Reader) {
  const message = whatsapp.received.find(
    ({ to, template }) => `+${to}` === reader.whatsapp && template === 'karcis_approved',
  );
  if (!message) throw new Error('the WhatsApp server has no such message');
  const { body, headers } = whatsapp.callback(message, 'read');
  const path = '/api/webhooks/messages/meta';
  const answer = await fetch(url + path, { method: 'POST', headers, body: new Uint8Array(body) });
  story.check(`POST ${path}: she has read it`, answer.status === 200);

  const { data } = await story.expect(
    ...([200, listOf(Delivery), 'GET', '/api/admin/notifications?limit=100'] as const),
    { token: organiser.apiKey },
  );
  const isRead = data.some((one) => one.bookingId === reader.id && one.readAt);
  story.check('the organiser sees that', isRead);
}

/** The organiser's own system hears of it, signed by Standard Webhooks. */
async function untilSigned({ story, receiver }: LocalWorld, secret: string): Promise<void> {
  const giveUpAt = performance.now() + TOLD_WITHIN_MS;
  while (receiver.received.length === 0 && performance.now() < giveUpAt) await pause(50);
  const [hook] = receiver.received;
  const { 'webhook-id': id, 'webhook-timestamp': at } = hook?.headers ?? {};
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const mac = createHmac('sha256', key).update(`${String(id)}.${String(at)}.${hook?.body}`);
  const isSigned = hook?.headers['webhook-signature'] === `v1,${mac.digest('base64')}`;
  story.check('the organiser’s own system hears of it, signed', isSigned);
  const named = /Sri|Mulyani|@|\+62/.test(hook?.body ?? '');
  story.check('without a name or a contact', !named);
}
