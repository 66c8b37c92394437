import { readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { LaunchError, lockFolder } from '@karcis/local';
import { checkRestored, type Restored } from './check-restored.ts';
import { copyTree } from './copy-tree.ts';
import { readManifest } from './manifest.ts';

/** What a backup has besides the stack's own, and uploads that it caught halfway: no row may name them, and nobody would remove them. */
const NOT_PUT_BACK = new Set(['backup.json', path.join('files', '.unfinished')]);

export type PutBack = Restored & {
  readonly madeAt: string;
  /** Where what was there before is now. */
  readonly before: string | undefined;
};

/**
 * Puts a backup where a stack will find it: copied and tried beside the place first, then moved there in one step. What is there
 * already is moved aside, and only if `over` says so.
 * @throws LaunchError when it is no backup, a stack runs there, or there is something and `over` is false
 */
export async function putBack(from: string, wanted: string, over: boolean): Promise<PutBack> {
  const { madeAt } = await readManifest(from);
  // As the launcher calls it: two names of one folder are one folder.
  const dataDir = await realpath(wanted).catch(() => path.resolve(wanted));
  const release = await lockFolder(dataDir);
  try {
    const isEmpty = (await readdir(dataDir).catch(() => [])).length === 0;
    if (!isEmpty && !over) {
      throw new LaunchError(
        `${dataDir} holds data: restore into another folder with KARCIS_DATA_DIR, or move this aside with FORCE=yes.`,
      );
    }
    const trial = `${dataDir}.restoring`;
    await rm(trial, { recursive: true, force: true });
    await copyTree(path.resolve(from), trial, (relative) => NOT_PUT_BACK.has(relative));
    const restored = await checkRestored(trial);

    const before = isEmpty ? undefined : `${dataDir}.before-${Date.now()}`;
    if (before) await rename(dataDir, before);
    else await rmdir(dataDir).catch(() => undefined);
    await rename(trial, dataDir);
    return { ...restored, madeAt, before };
  } finally {
    release();
  }
}
