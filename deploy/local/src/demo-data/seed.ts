import { setTimeout as pause } from 'node:timers/promises';
import { toBuffer } from 'qrcode';
import { z } from 'zod';
import type { Answer, Api, Question } from '../api.ts';
import type { DataFolder } from '../data-folder.ts';
import { LaunchError } from '../launch-error.ts';
import { bankTransfer, concertGuests, demoItems, qris } from './catalogue.ts';

const FILE = 'demo-data.json';
const Progress = z.object({ since: z.iso.datetime(), isDone: z.boolean() });

const Created = z.object({ id: z.string() });
const Held = z.object({ id: z.string(), code: z.string(), ownerToken: z.string() });
const Shown = z.object({ state: z.string() });
const Image = z.object({ imageUrl: z.string() });

const REVIEW_WITHIN_MS = 10_000;
const POLL_MS = 100;

/**
 * Fills an empty installation through its own API. It happens once in a data folder's life, so what the organiser
 * changes or deletes afterwards stays so; broken off, it goes on where it was, because its keys are the same ones.
 */
export async function seedDemoData(folder: DataFolder, api: Api, apiKey: string): Promise<void> {
  const known = Progress.safeParse(await folder.readJson(FILE));
  const progress = known.data ?? { since: new Date().toISOString(), isDone: false };
  if (progress.isDone) return;

  await folder.writeJson(FILE, progress);
  await seed(posting(api, progress.since), api, apiKey, new Date(progress.since));
  await folder.writeJson(FILE, { ...progress, isDone: true });
}

type Post = (name: string, path: string, question: Question) => Promise<unknown>;

/** Each POST has a name within the demo data, of which its idempotency key is made. */
const posting =
  (api: Api, since: string): Post =>
  async (name, path, question) => {
    const key = `karcis demo data ${since} ${name}`;
    return succeeded(await api('POST', path, { ...question, key }));
  };

async function seed(post: Post, api: Api, apiKey: string, since: Date): Promise<void> {
  const asOrganiser = (body: unknown) => ({ token: apiKey, body });
  const { imageUrl } = Image.parse(
    await post('qris image', '/api/admin/images', {
      token: apiKey,
      form: await pictureOf('Karcis: contoh QRIS, tidak membayar apa pun'),
    }),
  );
  await post('bank', '/api/admin/payment-methods', asOrganiser(bankTransfer));
  await post('qris', '/api/admin/payment-methods', asOrganiser(qris(imageUrl)));

  const ids = new Map<string, string>();
  for (const [name, item] of Object.entries(demoItems(since))) {
    const { id } = Created.parse(await post(`item ${name}`, '/api/admin/items', asOrganiser(item)));
    ids.set(name, id);
  }

  // One after the other: the pool for holds of so small an item is a single place.
  for (const [index, guest] of concertGuests.entries()) {
    const bookingId = await bookWithProof(post, api, ids.get('nearlySoldOut') ?? '', guest);
    if (index === concertGuests.length - 1) continue;
    await post(`approve ${guest}`, `/api/admin/bookings/${bookingId}/approve`, asOrganiser({}));
  }
}

/** Books as a guest does, up to REVIEW. */
async function bookWithProof(post: Post, api: Api, itemId: string, name: string): Promise<string> {
  const email = `${name.toLowerCase().replace(' ', '.')}@example.org`;
  const { id, code, ownerToken } = Held.parse(
    await post(`hold ${name}`, '/api/bookings/hold', {
      body: { itemId, name, contact: { email } },
    }),
  );
  const form = await pictureOf(`Bukti transfer contoh dari ${name}`);
  await post(`proof ${name}`, `/api/bookings/${id}/proof`, { token: ownerToken, form });

  const giveUpAt = performance.now() + REVIEW_WITHIN_MS;
  for (;;) {
    const answer = await api('GET', `/api/bookings/${code}`, { token: ownerToken });
    const { state } = Shown.parse(succeeded(answer));
    // PAID already, when this goes on after it was broken off.
    if (state === 'REVIEW' || state === 'PAID') return id;
    if (performance.now() > giveUpAt)
      throw new LaunchError(`${name}'s booking stayed in ${state}.`);
    await pause(POLL_MS);
  }
}

/** A form with a PNG that says `text` to whoever scans it. */
async function pictureOf(text: string): Promise<FormData> {
  const form = new FormData();
  const png = await toBuffer(text, { width: 480 });
  form.set('file', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'contoh.png');
  return form;
}

function succeeded({ method, path, status, json }: Answer): unknown {
  if (status >= 200 && status < 300) return json;
  throw new LaunchError(`${method} ${path} answered ${status} ${JSON.stringify(json)}`);
}
