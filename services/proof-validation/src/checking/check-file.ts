import { stat } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { type AllowedType, allowedTypes, previewPixels } from '../domain/file-limits.ts';
import type { FileRefusal } from '../domain/proof.ts';
import { checkPdf } from './check-pdf.ts';
import { cleanImage, type ImageMime, shrinkImage } from './clean-image.ts';
import type { Workplace } from './workplace.ts';

/** A file that may be shown to people. */
export type CheckedFile = {
  readonly ok: true;
  readonly mime: AllowedType;
  readonly path: string;
  readonly size: number;
  /** A smaller picture of it; null for a PDF, which is drawn nowhere on our side. */
  readonly previewPath: string | null;
};
export type RefusedFile = { readonly ok: false; readonly refusal: FileRefusal };

/** Checks a proof of any allowed type. What is made of it lies in the workplace. */
export async function checkFile(
  path: string,
  place: Workplace,
): Promise<CheckedFile | RefusedFile> {
  const mime = await detectType(path);
  if (!mime) return { ok: false, refusal: 'file-type-not-allowed' };
  if (mime !== 'application/pdf') return checkImage(path, mime, place);

  const refusal = await checkPdf(path);
  if (refusal) return { ok: false, refusal };
  // Nothing is taken out of a PDF: it is kept as it came, and only ever served as an attachment.
  return { ok: true, mime, path, size: (await stat(path)).size, previewPath: null };
}

/** Cleans an organiser's picture. */
export async function checkPicture(
  path: string,
  place: Workplace,
): Promise<CheckedFile | RefusedFile> {
  const mime = await detectType(path);
  if (!mime || mime === 'application/pdf') return { ok: false, refusal: 'file-type-not-allowed' };
  return checkImage(path, mime, place);
}

/** By the file's own first bytes. */
async function detectType(path: string): Promise<AllowedType | undefined> {
  const detected = await fileTypeFromFile(path);
  return allowedTypes.find((type) => type === detected?.mime);
}

async function checkImage(
  path: string,
  mime: ImageMime,
  place: Workplace,
): Promise<CheckedFile | RefusedFile> {
  const cleaned = place.path('cleaned');
  const verdict = await cleanImage(path, cleaned, mime);
  if (!verdict.ok) return verdict;

  const previewPath = place.path('preview');
  await shrinkImage(cleaned, previewPath, { width: previewPixels, height: previewPixels });
  return { ok: true, mime, path: cleaned, size: verdict.size, previewPath };
}
