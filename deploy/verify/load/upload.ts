import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { makeItems } from './items.ts';
import type { Phase, Row } from './phase.ts';
import { middle } from './quantiles.ts';
import { readMemory, settled } from './processes.ts';
import { holdPlace } from './requests.ts';
import { startRivals } from './stack.ts';

const ROUNDS = 8;
const AT_ONCE = [1, 4];
const WIDTH = 4_000;
const HEIGHT = 3_000;
const BYTES = { least: 9_000_000, most: 10 * 1024 * 1024 };

/** A 10 MB photo through the whole way to REVIEW, beside bare sharp on the same file. */
export const upload: Phase = {
  name: 'upload',
  about: 'a 10 MB JPEG, to REVIEW, beside bare sharp on the same file',
  async run() {
    await using cleanup = new AsyncDisposableStack();
    const folder = await mkdtemp(path.join(tmpdir(), 'karcis-upload-'));
    cleanup.defer(() => rm(folder, { recursive: true, force: true }));
    const photo = path.join(folder, 'photo.jpg');
    await writeFile(photo, await makePhoto());
    const bytes = await readFile(photo);

    const rivals = cleanup.use(await startRivals({}));
    const { karcis } = rivals;
    const gateway = karcis.gateways[0] as string;
    const [item] = await makeItems(karcis, 1);
    const bare = fork(fileURLToPath(new URL('./bare-sharp.ts', import.meta.url)));
    cleanup.defer(() => bare.disconnect());

    const bareOnce = () => askBare(bare, photo);
    const oursOnce = async () => {
      const { id, token } = await holdPlace(gateway, item?.id as string);
      return () => submit(`${gateway}/api/bookings/${id}/proof`, token, bytes);
    };
    await Promise.all([bareOnce(), (await oursOnce())()]);

    const rows: Row[] = [];
    for (const atOnce of AT_ONCE) {
      await settled();
      const theirs = await times(atOnce, async () => bareOnce);
      const ours = await times(atOnce, oursOnce);
      rows.push({
        name: `${(bytes.length / 1e6).toFixed(1)} MB, ${atOnce} at a time`,
        figures: {
          'bare sharp p50 ms': theirs.p50Ms,
          'karcis p50 ms': ours.p50Ms,
          ratio: ours.p50Ms / theirs.p50Ms,
          'bare sharp a second': theirs.perSecond,
          'karcis a second': ours.perSecond,
          'proof-validation MB': readMemory(karcis)['proof-validation'] ?? 0,
        },
      });
    }
    return rows;
  },
};

/** Each round is made ready first, and only then timed. */
async function times(atOnce: number, make: () => Promise<() => Promise<void>>) {
  const work = await Promise.all(Array.from({ length: ROUNDS }, make));
  const took: number[] = [];
  const startedAt = performance.now();
  const worker = async () => {
    for (let next = work.pop(); next; next = work.pop()) {
      const beganAt = performance.now();
      await next();
      took.push(performance.now() - beganAt);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  return { p50Ms: middle(took), perSecond: ROUNDS / seconds };
}

async function submit(url: string, token: string, bytes: Buffer): Promise<void> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'photo.jpg');
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() };
  const answer = await fetch(url, { method: 'POST', headers, body: form });
  const { state } = (await answer.json()) as { state?: string };
  if (answer.status !== 200 || state !== 'REVIEW') throw new Error(`upload: ${answer.status}`);
}

function askBare(bare: ChildProcess, photo: string): Promise<void> {
  const id = randomUUID();
  return new Promise((resolve) => {
    const hear = (answer: { id: string }) => {
      if (answer.id !== id) return;
      bare.off('message', hear);
      resolve();
    };
    bare.on('message', hear);
    bare.send({ path: photo, id });
  });
}

/** A picture of grain over soft shapes, at the quality that makes it just under 10 MB, as a phone's best one is. */
async function makePhoto(): Promise<Buffer> {
  const grain = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const picture = await sharp({
    create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#888', noise: grain },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  for (let quality = 98; quality > 40; quality -= 1) {
    const jpeg = await sharp(picture).jpeg({ quality }).toBuffer();
    if (jpeg.length <= BYTES.most && jpeg.length >= BYTES.least) return jpeg;
    if (jpeg.length < BYTES.least) break;
  }
  throw new Error('no quality makes a photo of 9 to 10 MB');
}
