import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export type SmallDisk = {
  readonly path: string;
  /** Leaves not a byte. */
  fill(): Promise<void>;
  empty(): Promise<void>;
  remove(): Promise<void>;
};

/** A real file system of so many MB, in memory. Undefined where we may not mount one: that is root's. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const parent = mkdtempSync(path.join(tmpdir(), 'karcis-disk-'));
  const folder = path.join(parent, 'disk');
  mkdirSync(folder);
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tmpfs', folder];
  if (spawnSync('mount', options).status !== 0) return undefined;

  const ballast = path.join(folder, 'ballast');
  return {
    path: folder,
    async fill() {
      const { bavail, bsize } = await statfs(folder);
      await writeFile(ballast, Buffer.alloc(bavail * bsize), { flag: 'a' });
    },
    empty: () => rm(ballast, { force: true }),
    async remove() {
      spawnSync('umount', ['-l', folder]);
      await rm(parent, { recursive: true, force: true });
    },
  };
}
