import { stat } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { type ImageFormat, imagePixelsMax } from '../domain/file-limits.ts';

/** Only these two decoders ever see a stranger's bytes, and only from a file. */
const LOADERS = ['VipsForeignLoadJpegFile', 'VipsForeignLoadPngFile'];
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS });
/** Parallelism and memory are bounded by how many images are cleaned at once, not inside one. */
sharp.concurrency(1);
sharp.cache(false);

const CLEANING_SECONDS_MAX = 20;
const JPEG_QUALITY = 88;
const WEBP_QUALITY = 82;
/** As good to look at as the WebP. More effort takes seconds and saves little. */
const AVIF = { quality: 58, effort: 2 };

export type ImageMime = 'image/jpeg' | 'image/png';

export type ImageVerdict =
  | { readonly ok: true; readonly size: number }
  | { readonly ok: false; readonly refusal: ImageRefusal };
type ImageRefusal = 'file-unreadable' | 'file-unsafe';

/**
 * Decodes every pixel and writes them anew: what was not pixels (EXIF, GPS, a second file behind the first) does not come
 * along. A photo is turned upright first, since its orientation tag goes too. Throws when the result cannot be written.
 */
export async function cleanImage(from: string, to: string, mime: ImageMime): Promise<ImageVerdict> {
  const image = open(from).autoOrient();
  const encoded = mime === 'image/jpeg' ? image.jpeg({ quality: JPEG_QUALITY }) : image.png();
  try {
    await encoded.timeout({ seconds: CLEANING_SECONDS_MAX }).toFile(to);
  } catch (error) {
    return { ok: false, refusal: refusalFor(error) };
  }
  return { ok: true, size: (await stat(to)).size };
}

/** A smaller copy of a cleaned image, which fits into the box. Never enlarged. */
export async function shrinkImage(
  from: string,
  to: string,
  box: { readonly width: number; readonly height: number },
  format: ImageFormat = 'webp',
): Promise<void> {
  const small = open(from).resize({ ...box, fit: 'inside', withoutEnlargement: true });
  const encoded = format === 'avif' ? small.avif(AVIF) : small.webp({ quality: WEBP_QUALITY });
  await encoded.toFile(to);
}

const open = (path: string): Sharp =>
  sharp(path, { failOn: 'error', limitInputPixels: imagePixelsMax, sequentialRead: true });

/** libvips tells what went wrong only in words. */
function refusalFor(error: unknown): ImageRefusal {
  const message = error instanceof Error ? error.message : '';
  if (OURS.test(message)) throw error;
  return TOO_MUCH.test(message) ? 'file-unsafe' : 'file-unreadable';
}

const OURS = /write error|unable to open for write|file is missing|out of memory/i;
const TOO_MUCH = /pixel limit|timeout/;
