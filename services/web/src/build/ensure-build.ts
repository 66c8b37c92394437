import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compressAssets } from './compress-assets.ts';

const web = path.join(import.meta.dirname, '../..');
const root = path.join(web, '../..');
const builds = path.join(web, 'build');

/** What a build is made of. The lockfile stands for every package. */
const SOURCES = ['app', 'public', 'package.json', 'vite.config.ts', 'react-router.config.ts'];
const SHARED = ['libs/contracts/src', 'package-lock.json', 'services/web/src/build'];
/** The newest ones stay: a running server still answers from the one before. */
const KEPT_BUILDS = 2;

/**
 * The folder with the built pages (`client/`, `server/index.js`), built first when what it is made of has changed. Two
 * that build at once do not disturb each other.
 */
export async function ensureBuild(): Promise<string> {
  const folder = path.join(builds, await fingerprint());
  if (await exists(folder)) return folder;

  const draft = path.join(builds, `draft-${randomUUID()}`);
  try {
    await buildInto(draft);
    await compressAssets(path.join(draft, 'client'));
    await rename(draft, folder).catch(async (error: unknown) => {
      // Somebody else finished the same build meanwhile.
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  await removeOldBuilds();
  return folder;
}

/** The build that runs: the one of these sources where they are at hand, else the newest. Undefined before the first. */
export async function findBuild(): Promise<string | undefined> {
  const current = path.join(builds, await fingerprint());
  if (await exists(current)) return current;
  return (await listBuilds())[0];
}

async function buildInto(folder: string): Promise<void> {
  await mkdir(builds, { recursive: true });
  const kit = createRequire(import.meta.url).resolve('@react-router/dev/package.json');
  const child = spawn(process.execPath, [path.join(path.dirname(kit), 'bin.cjs'), 'build'], {
    cwd: web,
    env: { NODE_ENV: 'production', WEB_BUILD_FOLDER: path.relative(web, folder) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => (output += String(bytes)));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the pages could not be built:\n${output}`);
}

/** Of what the files say and not of when they were written: a fresh clone of the same commit is the same. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of [...SOURCES.map((name) => path.join(web, name)), ...SHARED.map(inRoot)]) {
    for (const file of await filesIn(source)) {
      hash.update(`${path.relative(root, file)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

const inRoot = (name: string) => path.join(root, name);

/** The file itself, or every file in the folder; nothing where there is nothing. */
async function filesIn(source: string): Promise<string[]> {
  const found = await stat(source).catch(() => undefined);
  if (!found) return [];
  if (!found.isDirectory()) return [source];

  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** Finished ones, the newest first. */
async function listBuilds(): Promise<string[]> {
  const names = (await readdir(builds).catch(() => [])).filter((name) =>
    /^[0-9a-f]{16}$/.test(name),
  );
  const aged = await Promise.all(
    names.map(async (name) => {
      const folder = path.join(builds, name);
      return { folder, madeAt: (await stat(folder)).mtimeMs };
    }),
  );
  return aged.sort((a, b) => b.madeAt - a.madeAt).map(({ folder }) => folder);
}

async function removeOldBuilds(): Promise<void> {
  const old = (await listBuilds()).slice(KEPT_BUILDS);
  await Promise.all(old.map((folder) => rm(folder, { recursive: true, force: true })));
}

const exists = (folder: string) =>
  stat(folder).then(
    () => true,
    () => false,
  );
