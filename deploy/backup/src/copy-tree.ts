import { chmod, chown, copyFile, lstat, mkdir, open, readdir } from 'node:fs/promises';
import path from 'node:path';

export type Copied = { readonly files: number; readonly bytes: number };

/**
 * Copies a folder with its rights and onto the disk. What vanishes meanwhile is left out: its owner is at work. `skip` is asked for
 * each path, relative to the folder.
 */
export async function copyTree(
  from: string,
  to: string,
  skip: (relative: string) => boolean = () => false,
  relative = '',
): Promise<Copied> {
  const source = path.join(from, relative);
  const target = path.join(to, relative);
  await mkdir(target, { recursive: true });
  let [files, bytes] = [0, 0];
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const inside = path.join(relative, entry.name);
    if (skip(inside)) continue;
    if (entry.isDirectory()) {
      const below = await copyTree(from, to, skip, inside);
      files += below.files;
      bytes += below.bytes;
    } else if (entry.isFile()) {
      bytes += await copyOne(path.join(from, inside), path.join(to, inside));
      files += 1;
    }
  }
  await keepRights(source, target);
  return { files, bytes };
}

/** Its size in bytes; 0 when it is gone. */
async function copyOne(from: string, to: string): Promise<number> {
  try {
    await copyFile(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  await keepRights(from, to).catch(() => undefined);
  await using file = await open(to, 'r');
  await file.sync();
  return (await file.stat()).size;
}

/** PostgreSQL refuses a folder that others may read, and root may have given it to another account. */
async function keepRights(from: string, to: string): Promise<void> {
  const { mode, uid, gid } = await lstat(from);
  if (process.getuid?.() === 0) await chown(to, uid, gid);
  await chmod(to, mode & 0o7777);
}
