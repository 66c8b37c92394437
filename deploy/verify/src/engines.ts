import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findNatsServer, type Postgres, startPostgres } from '@karcis/engines';

const PREFIX = 'karcis-test-';

type Engines = { readonly folder: string; readonly postgres: Postgres };

let engines: Engines | undefined;

/** Starts what a run of tests shares, and says in the environment where it is. */
export async function start(): Promise<void> {
  await removeAbandoned();
  const folder = await mkdtemp(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  const postgres = await startPostgres({ dataDir: folder });
  engines = { folder, postgres };

  process.env['KARCIS_TEST_POSTGRES'] = postgres.adminUrl;
  process.env['KARCIS_TEST_NATS_BIN'] = await findNatsServer({ say: console.error });
}

export async function stop(): Promise<void> {
  if (!engines) return;
  await engines.postgres.stop();
  await rm(engines.folder, { recursive: true, force: true });
}

/** An interrupted run's engines end by themselves; its folder is left to the next one. */
async function removeAbandoned(): Promise<void> {
  const folders = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  const abandoned = folders.filter(
    (name) => !isAlive(Number.parseInt(name.slice(PREFIX.length), 10)),
  );
  const options = { recursive: true, force: true } as const;
  await Promise.all(abandoned.map((name) => rm(path.join(tmpdir(), name), options)));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
