import type { ImageFormat } from '../domain/file-limits.ts';
import type { Db, Tx } from './schema.ts';

export type ImageFile = {
  readonly width: number;
  readonly format: ImageFormat;
  readonly key: string;
};

/** The hash of the picture with this id, if there is one. */
export async function findImageHash(db: Db, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('images')
    .select('sha256')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.sha256;
}

/** False when there is one with this id already; then nothing is written. */
export async function insertImage(
  trx: Tx,
  image: { readonly id: string; readonly sha256: string },
  sizes: readonly ImageFile[],
): Promise<boolean> {
  const inserted = await trx
    .insertInto('images')
    .values(image)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) return false;

  await trx
    .insertInto('image_sizes')
    .values(
      sizes.map(({ width, format, key }) => ({ image_id: image.id, width, format, file_key: key })),
    )
    .execute();
  return true;
}

/**
 * The picture in that width: in that format, or in another where it was kept before there was more than one.
 */
export async function findImageFile(
  db: Db,
  id: string,
  { width, format }: Omit<ImageFile, 'key'>,
): Promise<Omit<ImageFile, 'width'> | undefined> {
  return db
    .selectFrom('image_sizes')
    .select(['file_key as key', 'format'])
    .where('image_id', '=', id)
    .where('width', '=', width)
    .orderBy((eb) => eb('format', '=', format), 'desc')
    .executeTakeFirst();
}
