import { constants } from 'node:fs';
import { access, copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Storage } from './storage.ts';

const KEY = /^[a-z0-9-]+(\/[a-z0-9-]+)*$/;

/** Keeps files in a folder, which replicas on other machines must share. */
export function createLocalStorage(folder: string): Storage {
  const root = resolve(folder);
  /** Within the same file system, or renaming would be copying. */
  const unfinished = join(root, '.unfinished');
  /** Named for the key, so that removing the key also removes what a crash left of storing it. */
  const copyOf = (key: string) => join(unfinished, key.replaceAll('/', '.'));

  const pathOf = (key: string): string => {
    if (!KEY.test(key)) throw new Error(`No key of ours: ${key}`);
    return join(root, key);
  };

  return {
    async put(key, path) {
      const target = pathOf(key);
      const copy = copyOf(key);
      try {
        await copyFile(path, copy);
        await flush(copy);
        await mkdir(dirname(target), { recursive: true });
        await rename(copy, target);
      } catch (error) {
        await rm(copy, { force: true });
        throw error;
      }
      // A rename is an entry of its folder: on disk only once that is.
      await flush(dirname(target));
    },

    async get(key) {
      try {
        return (await open(pathOf(key))).createReadStream();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },

    async remove(key) {
      await rm(pathOf(key), { force: true });
      await rm(copyOf(key), { force: true });
    },

    async ready() {
      await mkdir(unfinished, { recursive: true });
      await access(root, constants.R_OK | constants.W_OK);
    },
  };
}

async function flush(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}
