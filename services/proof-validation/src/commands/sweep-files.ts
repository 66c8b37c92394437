import { doomAbandoned, forgetFile, listDoomed } from '../db/loose-files.ts';
import type { Db } from '../db/schema.ts';
import type { Storage } from '../storage/storage.ts';

/** Longer than any upload takes from its first stored file to its row. */
const ABANDONED_MS = 60 * 60_000;
const FILES_A_PAGE = 100;

/**
 * Removes the files that belong to nobody: given up by retention or by a rival upload, or left by a process that died. One that
 * cannot be removed stays on the list for the next round. Replicas may sweep at once. Returns how many went.
 */
export async function sweepFiles(
  { db, storage }: { readonly db: Db; readonly storage: Storage },
  abandonedMs = ABANDONED_MS,
): Promise<number> {
  await doomAbandoned(db, abandonedMs);

  let removed = 0;
  let failure: unknown;
  let page: string[];
  for (let after = ''; (page = await listDoomed(db, after, FILES_A_PAGE)).length > 0;) {
    for (const key of page) {
      after = key;
      try {
        await storage.remove(key);
        await forgetFile(db, key);
        removed += 1;
      } catch (error) {
        failure ??= error;
      }
    }
  }
  if (failure) throw failure;
  return removed;
}
