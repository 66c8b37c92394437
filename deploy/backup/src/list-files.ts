import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** The keys of the files that a local storage keeps: paths within it, with slashes. Unfinished copies are left out. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      path.relative(folder, path.join(parentPath, name)).split(path.sep).join('/'),
    )
    .filter((key) => !key.startsWith('.'));
}
