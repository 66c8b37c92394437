import type { Db, Tx } from './schema.ts';

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
  sizes: readonly { readonly width: number; readonly key: string }[],
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
    .values(sizes.map(({ width, key }) => ({ image_id: image.id, width, file_key: key })))
    .execute();
  return true;
}

export async function findImageKey(db: Db, id: string, width: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('image_sizes')
    .select('file_key')
    .where('image_id', '=', id)
    .where('width', '=', width)
    .executeTakeFirst();
  return row?.file_key;
}
