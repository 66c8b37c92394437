import { randomUUID } from 'node:crypto';
import { Unavailable } from '@karcis/messaging';
import { claimFiles, doomFiles, stageFiles } from '../db/loose-files.ts';
import type { Db, Tx } from '../db/schema.ts';
import type { Storage } from '../storage/storage.ts';

export type FileToStore = {
  /** The key's first part, for whoever looks into the storage. */
  readonly kind: 'proofs' | 'previews' | 'images';
  readonly path: string;
  readonly mime: string;
};

/** Files in the storage that belong to nobody until they are claimed. */
export type StoredFiles = AsyncDisposable & {
  /** In the order of the files. */
  readonly keys: readonly string[];
  /** In the transaction that writes the row which owns them. */
  claim(trx: Tx): Promise<void>;
  /** The transaction committed. Without this word, disposing gives the files up. */
  keep(): void;
};

/** Stores files under new keys, so that what was there before is never touched. Throws Unavailable when they cannot be kept. */
export async function storeFiles(
  { db, storage }: { readonly db: Db; readonly storage: Storage },
  files: readonly FileToStore[],
): Promise<StoredFiles> {
  const keyed = files.map((file) => ({ ...file, key: `${file.kind}/${randomUUID()}` }));
  const keys = keyed.map(({ key }) => key);
  await stageFiles(db, keys);

  let kept = false;
  const stored: StoredFiles = {
    keys,
    claim: (trx) => claimFiles(trx, keys),
    keep: () => void (kept = true),
    // When even this fails, they are given up an hour later.
    [Symbol.asyncDispose]: async () => {
      if (!kept) await doomFiles(db, keys).catch(() => undefined);
    },
  };
  try {
    for (const { key, path, mime } of keyed) await storage.put(key, path, mime);
  } catch (cause) {
    await stored[Symbol.asyncDispose]();
    throw new Unavailable('The storage does not take files', { cause });
  }
  return stored;
}
