import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findNatsServer, type Postgres, startPostgres } from '@karcis/engines';

const PREFIX = 'karcis-test-';
const MEMORY = '/dev/shm';
const MEMORY_BYTES_NEEDED = 4 * 1024 ** 3;

type Engines = { readonly folder: string; readonly postgres: Postgres };

let engines: Engines | undefined;

/** Starts what a run of tests shares, and says in the environment where it is. */
export async function start(): Promise<void> {
  const parent = await parentFolder();
  await removeAbandoned(parent);
  const folder = await mkdtemp(path.join(parent, `${PREFIX}${process.pid}-`));
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres') });
  engines = { folder, postgres };

  process.env['KARCIS_TEST_FOLDER'] = folder;
  process.env['KARCIS_TEST_POSTGRES'] = postgres.adminUrl;
  process.env['KARCIS_TEST_NATS_BIN'] = await findNatsServer({ say: console.error });
}

export async function stop(): Promise<void> {
  if (!engines) return;
  await engines.postgres.stop();
  await rm(engines.folder, { recursive: true, force: true });
}

/** In memory where there is plenty: a database is 300 files, and every test file makes some. */
async function parentFolder(): Promise<string> {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > MEMORY_BYTES_NEEDED ? MEMORY : tmpdir();
}

/** An interrupted run's engines end by themselves; its folder is left to the next one. */
async function removeAbandoned(parent: string): Promise<void> {
  const folders = (await readdir(parent)).filter((name) => name.startsWith(PREFIX));
  const abandoned = folders.filter(
    (name) => !isAlive(Number(name.slice(PREFIX.length).split('-')[0])),
  );
  const options = { recursive: true, force: true } as const;
  await Promise.all(abandoned.map((name) => rm(path.join(parent, name), options)));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
