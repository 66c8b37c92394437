import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type CheckedFile, checkFile, checkPicture } from '../src/checking/check-file.ts';
import { cleanImage } from '../src/checking/clean-image.ts';
import { openWorkplace, type Workplace } from '../src/checking/workplace.ts';
import { anImageBomb, aPdf, aPngOf, aSample } from './files.ts';

let folder: string;
let place: Workplace;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'karcis-image-'));
  place = await openWorkplace(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function check(bytes: Buffer | string, as = checkFile) {
  const path = place.path('upload');
  await writeFile(path, bytes);
  return as(path, place);
}

async function accepted(bytes: Buffer): Promise<CheckedFile> {
  const checked = await check(bytes);
  if (!checked.ok) throw new Error(checked.refusal);
  return checked;
}

const refused = (refusal: string) => ({ ok: false, refusal });

describe('check of an image', () => {
  it('takes camera, time and place out of a photo, and turns it upright', async () => {
    const before = await sharp(
      join(import.meta.dirname, '../../../deploy/verify/files/transfer.jpg'),
    ).metadata();
    const cleaned = await accepted(await aSample('transfer.jpg'));
    const after = await sharp(cleaned.path).metadata();

    expect(before).toMatchObject({ width: 960, height: 720, orientation: 8 });
    expect(before.exif?.toString('latin1')).toContain('Sample Phone');
    expect(after).toMatchObject({ format: 'jpeg', width: 720, height: 960 });
    expect(after).not.toHaveProperty('exif');
    expect(after).not.toHaveProperty('orientation');
    expect(cleaned).toMatchObject({ mime: 'image/jpeg', size: (await stat(cleaned.path)).size });
  });

  it('keeps a PNG a PNG', async () => {
    const cleaned = await accepted(await aSample('transfer.png'));

    expect(cleaned.mime).toBe('image/png');
    expect(await sharp(cleaned.path).metadata()).toMatchObject({ format: 'png', width: 720 });
  });

  it('makes a preview that is no larger than the screen, nor than the picture', async () => {
    const wide = sharp({ create: { width: 3000, height: 1000, channels: 3, background: 'teal' } });
    const large = await accepted(await wide.jpeg().toBuffer());
    expect(await sizeOf(large.previewPath)).toEqual([1280, 427]);

    const small = await accepted(await aSample('transfer.png'));
    expect(await sizeOf(small.previewPath)).toEqual([720, 960]);
  });

  it('leaves behind what follows a picture in the same file', async () => {
    const jpeg = await aSample('transfer.jpg');
    const polyglot = Buffer.concat([jpeg, Buffer.from('<script>alert(1)</script>'), aPdf()]);
    const cleaned = await accepted(polyglot);

    const kept = await readFile(cleaned.path, 'latin1');
    expect(kept).not.toContain('script');
    expect(kept).not.toContain('%PDF');
  });

  it('leaves behind texts within a PNG', async () => {
    const { size } = await accepted(await aPngOf(500_000));
    expect(size).toBeLessThan(100_000);
  });

  it.each(['transfer.jpg', 'transfer.png'])('finds a cut-off %s unreadable', async (name) => {
    const whole = await aSample(name);

    expect(await check(whole.subarray(0, whole.length * 0.6))).toEqual(refused('file-unreadable'));
    expect(await check(whole.subarray(0, 300))).toEqual(refused('file-unreadable'));
  });

  it('takes an image bomb for unsafe without opening it', async () => {
    const bomb = anImageBomb();

    expect(bomb.length).toBeLessThan(40_000);
    expect(await check(bomb)).toEqual(refused('file-unsafe'));
  });

  it.each<[string, string | Buffer]>([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script/></svg>'],
    ['a GIF', Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')],
    ['a page', '<!doctype html><title>x</title><script>alert(1)</script>'],
    ['a text', 'Sudah transfer, kak.'],
    ['an archive', Buffer.from('504b0304140000000800', 'hex')],
    ['a program', Buffer.from('7f454c46020101000000000000000000', 'hex')],
    ['a TIFF, which the decoder itself would know', Buffer.from('49492a0008000000', 'hex')],
    ['a WebP', Buffer.from('524946461a000000574542505650384c', 'hex')],
    ['a PDF behind a page', `<html>${aPdf()}`],
    ['nothing', ''],
  ])('does not allow %s', async (_what, bytes) => {
    expect(await check(bytes)).toEqual(refused('file-type-not-allowed'));
  });

  it('fails, and blames nobody’s file, when the disk is full', async () => {
    const path = place.path('upload');
    await writeFile(path, await aSample('transfer.png'));

    await expect(cleanImage(path, '/dev/full', 'image/png')).rejects.toThrow('No space left');
    await expect(cleanImage(place.path('gone'), place.path('x'), 'image/png')).rejects.toThrow(
      'missing',
    );
  });
});

describe('check of a picture', () => {
  it('allows images only', async () => {
    expect(await check(await aSample('transfer.jpg'), checkPicture)).toMatchObject({ ok: true });
    expect(await check(aPdf(), checkPicture)).toEqual(refused('file-type-not-allowed'));
  });
});

describe('check of a PDF among other files', () => {
  it('keeps it as it came, without a preview', async () => {
    const pdf = await aSample('transfer.pdf');
    const checked = await accepted(pdf);

    expect(checked).toMatchObject({ mime: 'application/pdf', size: pdf.length, previewPath: null });
    expect(checked.path).toBe(place.path('upload'));
  });
});

async function sizeOf(path: string | null): Promise<(number | undefined)[]> {
  // The decoder of WebP is blocked in this process, so its header is read by hand.
  const webp = await readFile(path ?? '');
  expect(webp.toString('latin1', 0, 15)).toMatch(/^RIFF....WEBPVP8/s);
  return [webp.readUInt16LE(26) & 0x3fff, webp.readUInt16LE(28) & 0x3fff];
}
