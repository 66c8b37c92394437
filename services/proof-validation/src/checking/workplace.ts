import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder for one upload and what is made of it, gone when it is disposed of. */
export type Workplace = AsyncDisposable & {
  path(name: string): string;
};

const PREFIX = 'upload-';
const ABANDONED_MS = 60 * 60_000;

export async function openWorkplace(folder: string): Promise<Workplace> {
  const place = await mkdtemp(join(folder, PREFIX));
  return {
    path: (name) => join(place, name),
    [Symbol.asyncDispose]: () => rm(place, { recursive: true, force: true }),
  };
}

/** Makes the folder if it is missing, and removes what processes that died left in it. Others may be at work in it. */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });

  const abandonedBefore = Date.now() - ABANDONED_MS;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(PREFIX)) continue;
    const place = join(folder, name);
    const found = await stat(place).catch(() => undefined);
    if (found && found.mtimeMs < abandonedBefore) await rm(place, { recursive: true, force: true });
  }
}
