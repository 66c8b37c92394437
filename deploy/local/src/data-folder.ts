import {
  access,
  constants,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  statfs,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { isFullDisk, LaunchError } from './launch-error.ts';
import { lockFolder } from './lock-folder.ts';

const MB = 1024 * 1024;
/** A new cluster takes about 80 MB; the rest is room for write-ahead log, events and files. */
const FIRST_START_BYTES = 300 * MB;
const LATER_START_BYTES = 60 * MB;

export type DataFolder = {
  readonly path: string;
  /** The absolute path of something in it. */
  file(name: string): string;
  /** Undefined when there is no such file. */
  readJson(name: string): Promise<unknown>;
  /** Replaces the file in one step; only its owner can read it. */
  writeJson(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
  /** Lets the next launcher in. */
  release(): void;
};

/**
 * Opens the folder that holds everything the stack keeps, making it when there is none, for one launcher at a time.
 * @throws LaunchError when it cannot be used, its disk is nearly full, or another launcher has it.
 */
export async function openDataFolder(wanted: string): Promise<DataFolder> {
  const folder = await makeUsable(path.resolve(wanted));
  const file = (name: string) => path.join(folder, name);
  const release = await lockFolder(folder);
  await requireSpace(
    folder,
    (await exists(file('secrets.json'))) ? LATER_START_BYTES : FIRST_START_BYTES,
  );

  return {
    path: folder,
    file,
    release,
    readJson: (name) => readJson(file(name)),
    async writeJson(name, value) {
      const text = `${JSON.stringify(value, null, 2)}\n`;
      await writeFile(file(`${name}.new`), text, { mode: 0o600, flush: true });
      await rename(file(`${name}.new`), file(name));
    },
    remove: (name) => rm(file(name), { force: true }),
  };
}

/** Its real path, so that two names of one folder are one folder. */
async function makeUsable(folder: string): Promise<string> {
  try {
    await mkdir(path.dirname(folder), { recursive: true });
    // Not recursive: in /proc that would try for ever.
    await mkdir(folder, { mode: 0o700 }).catch(unlessThere);
    await readdir(folder);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(folder);
  } catch (error) {
    if (isFullDisk(error)) throw error;
    throw new LaunchError(
      `The data folder ${folder} ${complaint(error)}: choose another with KARCIS_DATA_DIR.`,
    );
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

function complaint(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'cannot be made';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'is not a folder';
    case 'EROFS':
      return 'is on a read-only disk';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read and written by you';
    default:
      return `cannot be used (${error instanceof Error ? error.message : String(error)})`;
  }
}

async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new LaunchError(
    `The disk is full: ${inMb(free)} MB are free where ${folder} is, and Karcis needs ${inMb(bytes)} MB to start.`,
  );
}

const inMb = (bytes: number) => Math.floor(bytes / MB);

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const why = error instanceof SyntaxError ? 'is damaged' : complaint(error);
    throw new LaunchError(`${file} ${why}: put back a copy of it.`);
  }
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
