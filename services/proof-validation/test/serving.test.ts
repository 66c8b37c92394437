import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findProof } from '@karcis/contracts';
import { createCaller } from '@karcis/messaging';
import sharp from 'sharp';
import { aPdf, aPng, aSample } from './files.ts';
import { useService } from './start-service.ts';

const harness = useService();

async function accepted(file: Uint8Array, ids: { proofId?: string; bookingId?: string } = {}) {
  const proofId = ids.proofId ?? randomUUID();
  const answer = await harness.put(file, { ...ids, proofId });
  expect(answer.status).toBe(200);
  return proofId;
}

const harmless = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
};

describe('file of a proof', () => {
  it('is the cleaned photo', async () => {
    const proofId = await accepted(await aSample('transfer.jpg'));
    const answer = await harness.ask(`/proofs/${proofId}/file`);

    expect(Object.fromEntries(answer.headers)).toMatchObject({
      ...harmless,
      'content-type': 'image/jpeg',
      'content-disposition': 'inline',
      'cache-control': 'private, no-store',
    });
    const path = join(tmpdir(), `karcis-served-${proofId}`);
    await writeFile(path, Buffer.from(await answer.arrayBuffer()));
    const metadata = await sharp(path).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width: 720, height: 960 });
    expect(metadata.exif).toBeUndefined();
  });

  it('is the PDF as it came, to be saved and never shown', async () => {
    const pdf = await aSample('transfer.pdf');
    const proofId = await accepted(pdf);
    const answer = await harness.ask(`/proofs/${proofId}/file`);

    expect(Object.fromEntries(answer.headers)).toMatchObject({
      ...harmless,
      'content-type': 'application/pdf',
      'content-length': String(pdf.length),
      'content-disposition': `attachment; filename="proof-${proofId}.pdf"`,
    });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(pdf);
  });

  it('has a preview if it is an image', async () => {
    const photo = await harness.ask(`/proofs/${await accepted(await aPng())}/preview`);
    expect(Object.fromEntries(photo.headers)).toMatchObject({
      ...harmless,
      'content-type': 'image/webp',
    });
    expect(Buffer.from(await photo.arrayBuffer()).toString('latin1', 8, 12)).toBe('WEBP');

    const pdf = await harness.ask(`/proofs/${await accepted(aPdf())}/preview`);
    expect(await pdf.json()).toMatchObject({ code: 'proof-not-found', status: 404 });
  });

  it('does not exist for a refused or an unknown proof', async () => {
    const proofId = randomUUID();
    await harness.put(Buffer.from('no picture'), { proofId });

    for (const id of [proofId, randomUUID()]) {
      const answer = await harness.ask(`/proofs/${id}/file`);
      expect(await answer.json()).toMatchObject({ code: 'proof-not-found', status: 404 });
    }
  });
});

describe('facts of a proof', () => {
  const ask = (proofId: string) => createCaller(harness.nc, findProof)({ proofId });

  it('tell what was handed in', async () => {
    const bookingId = randomUUID();
    const file = await aSample('transfer.pdf');
    const proofId = await accepted(file, { bookingId });

    expect((await ask(proofId)).proof).toMatchObject({
      ...{ proofId, bookingId, status: 'accepted', code: null, mime: 'application/pdf' },
      ...{ size: file.length, hasPreview: false, deletedAt: null },
    });
  });

  it('tell why it was refused', async () => {
    const proofId = randomUUID();
    await harness.put(Buffer.from('no picture'), { proofId });

    expect((await ask(proofId)).proof).toMatchObject({
      ...{ status: 'refused', code: 'file-type-not-allowed', mime: null, size: 10 },
    });
  });

  it('name the other bookings that handed in the very same file, and only those', async () => {
    const file = await aPng();
    const [mine, theirs] = [randomUUID(), randomUUID()];
    const first = await accepted(file, { bookingId: theirs });
    const second = await accepted(file, { bookingId: mine });
    await accepted(file, { bookingId: mine });
    await accepted(await aPng());

    expect((await ask(second)).proof?.duplicates).toEqual([
      { bookingId: theirs, proofId: first, uploadedAt: expect.stringMatching(/Z$/) },
    ]);
    expect((await ask(first)).proof?.duplicates).toHaveLength(2);
  });

  it('are none for an unknown proof', async () => {
    expect(await ask(randomUUID())).toEqual({ proof: null });
  });
});

describe('picture of an organiser', () => {
  const post = (file: Uint8Array, imageId: string) =>
    harness.ask(`/images/${imageId}`, { method: 'POST', body: Buffer.from(file) });
  /** Width and height, from the header of a WebP. */
  const sizeOf = (webp: Buffer) => [webp.readUInt16LE(26) & 0x3fff, webp.readUInt16LE(28) & 0x3fff];

  it('is kept in three widths, cleaned, never enlarged', async () => {
    const imageId = randomUUID();
    const wide = sharp({ create: { width: 2000, height: 500, channels: 3, background: 'teal' } });
    expect(await (await post(await wide.jpeg().toBuffer(), imageId)).json()).toEqual({
      imageId,
      widths: [320, 640, 1280],
    });

    for (const [query, size] of [
      ['?w=320', [320, 80]],
      ['?w=640', [640, 160]],
      ['', [1280, 320]],
    ] as const) {
      const answer = await harness.ask(`/images/${imageId}${query}`);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        ...harmless,
        'content-type': 'image/webp',
        'cache-control': 'public, max-age=31536000, immutable',
      });
      expect(sizeOf(Buffer.from(await answer.arrayBuffer()))).toEqual(size);
    }
  });

  it('is kept as AVIF too', async () => {
    const imageId = randomUUID();
    await post(await aPng(), imageId);

    const [avif, webp] = await Promise.all(
      ['avif', 'webp'].map(async (format) => {
        const answer = await harness.ask(`/images/${imageId}?w=640&format=${format}`);
        expect(answer.headers.get('content-type')).toBe(`image/${format}`);
        return Buffer.from(await answer.arrayBuffer());
      }),
    );
    expect(avif?.subarray(4, 12).toString()).toBe('ftypavif');
    expect(webp?.subarray(8, 12).toString()).toBe('WEBP');
  });

  it('from before there was AVIF comes as the WebP that was kept', async () => {
    const imageId = randomUUID();
    await post(await aPng(), imageId);
    await harness.db.deleteFrom('image_sizes').where('format', '=', 'avif').execute();

    const answer = await harness.ask(`/images/${imageId}?w=320&format=avif`);
    expect(answer.headers.get('content-type')).toBe('image/webp');
  });

  it('is the same for a repeat, and never replaced', async () => {
    const imageId = randomUUID();
    const file = await aPng();
    await post(file, imageId);
    const { stored } = await harness.files();

    expect((await post(file, imageId)).status).toBe(200);
    expect(await (await post(await aPng(), imageId)).json()).toMatchObject({
      code: 'idempotency-key-reused',
    });
    expect((await harness.files()).stored).toEqual(stored);
  });

  it.each<[string, string, () => Buffer | Promise<Buffer>]>([
    ['a PDF', 'file-type-not-allowed', () => aPdf()],
    [
      'an SVG',
      'file-type-not-allowed',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
    [
      'half a photo',
      'file-unreadable',
      async () => (await aSample('transfer.jpg')).subarray(0, 9000),
    ],
    ['too much', 'file-too-large', () => Buffer.alloc(10 * 1024 * 1024 + 1)],
  ])('cannot be %s', async (_what, code, make) => {
    const imageId = randomUUID();
    expect(await (await post(await make(), imageId)).json()).toMatchObject({ code });
    expect((await harness.ask(`/images/${imageId}`)).status).toBe(404);
  });

  it('has no other widths', async () => {
    const answer = await harness.ask(`/images/${randomUUID()}?w=1000000`);
    expect(await answer.json()).toMatchObject({ code: 'validation-failed' });
  });
});
