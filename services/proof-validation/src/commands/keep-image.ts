import type { Readable } from 'node:stream';
import { checkPicture } from '../checking/check-file.ts';
import { shrinkImage } from '../checking/clean-image.ts';
import { receiveUpload } from '../checking/receive-upload.ts';
import { openWorkplace } from '../checking/workplace.ts';
import { findImageHash, insertImage } from '../db/images.ts';
import { imageFormats, imageWidths } from '../domain/file-limits.ts';
import type { FileRefusal } from '../domain/proof.ts';
import type { JudgeDeps } from './judge-proof.ts';
import { storeFiles } from './store-files.ts';

export type ImageOutcome = 'kept' | 'another-file' | 'file-too-large' | FileRefusal;

/** Every file that is kept of a picture. */
const VARIANTS = imageWidths.flatMap((width) => imageFormats.map((format) => ({ width, format })));

/** A tall poster keeps its shape up to this many times its width. */
const HEIGHT_FACTOR = 3;

/**
 * Keeps an organiser's picture in several widths, cleaned as proofs are. A repeat under the same id changes nothing. What is
 * refused leaves no trace.
 */
export async function keepImage(
  { db, transact, storage, limited, uploadFolder }: Omit<JudgeDeps, 'telemetry'>,
  image: { readonly imageId: string; readonly content: Readable },
): Promise<ImageOutcome> {
  await using place = await openWorkplace(uploadFolder);

  const upload = await receiveUpload(image.content, place.path('upload'));
  if (!upload) return 'file-too-large';
  const known = await findImageHash(db, image.imageId);
  if (known) return known === upload.sha256 ? 'kept' : 'another-file';

  const checked = await limited(async () => {
    const cleaned = await checkPicture(upload.path, place);
    if (!cleaned.ok) return cleaned;
    for (const { width, format } of VARIANTS) {
      const box = { width, height: width * HEIGHT_FACTOR };
      await shrinkImage(cleaned.path, place.path(`${width}.${format}`), box, format);
    }
    return cleaned;
  });
  if (!checked.ok) return checked.refusal;

  await using stored = await storeFiles(
    { db, storage },
    VARIANTS.map(({ width, format }) => ({
      kind: 'images',
      path: place.path(`${width}.${format}`),
      mime: `image/${format}`,
    })),
  );
  const sizes = VARIANTS.map((variant, index) => ({ ...variant, key: stored.keys[index] ?? '' }));
  const isNew = await transact(async ({ trx }) => {
    const inserted = await insertImage(trx, { id: image.imageId, sha256: upload.sha256 }, sizes);
    if (inserted) await stored.claim(trx);
    return inserted;
  });
  if (isNew) stored.keep();
  return isNew || (await findImageHash(db, image.imageId)) === upload.sha256
    ? 'kept'
    : 'another-file';
}
