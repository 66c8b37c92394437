import { rm } from 'node:fs/promises';
import sharp from 'sharp';

/**
 * What checking a photo cannot do without: decode it, write it anew, make the preview. By the same library with the same
 * settings as proof-validation, on a file that is there already: no network, no hash, no database.
 */
sharp.concurrency(1);
sharp.cache(false);

const PIXELS_MAX = 50_000_000;
const PREVIEW = { width: 1_280, height: 1_280, fit: 'inside', withoutEnlargement: true } as const;

const open = (path: string) =>
  sharp(path, { failOn: 'error', limitInputPixels: PIXELS_MAX, sequentialRead: true });

process.on('message', async ({ path, id }: { path: string; id: string }) => {
  const [cleaned, preview] = [`${path}.${id}.cleaned`, `${path}.${id}.preview`];
  await open(path).autoOrient().jpeg({ quality: 88 }).toFile(cleaned);
  await open(cleaned).resize(PREVIEW).webp({ quality: 82 }).toFile(preview);
  await Promise.all([rm(cleaned), rm(preview)]);
  process.send?.({ id });
});
process.once('disconnect', () => process.exit());
