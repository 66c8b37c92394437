import { access, mkdir, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { LaunchError, lockFolder, readHandle } from '@karcis/local';
import { copyRunningCluster } from './copy-database.ts';
import { copyTree } from './copy-tree.ts';
import { writeManifest } from './manifest.ts';

/** What is copied besides the database. NATS is left out: README.md says why. */
const KEPT = ['files', 'mail'];
const SECRETS = /^(secrets|demo-data)\.json$/;

/**
 * Copies everything that a data folder keeps into the new folder `to`, whether the stack runs on it or not. Files come after the
 * database, so that no row of the copy lacks its file.
 * @throws LaunchError when there is nothing to copy or `to` is taken
 */
export async function takeBackup(dataDir: string, to: string) {
  if (!(await exists(path.join(dataDir, 'postgres/cluster')))) {
    throw new LaunchError(
      `${path.resolve(dataDir)} holds no database: one of your own is backed up as deploy/backup/README.md says.`,
    );
  }
  if (await exists(to))
    throw new LaunchError(`${path.resolve(to)} is there already: name another with TO=…`);

  const unfinished = `${to}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  // Nobody starts it while it is copied; whoever runs it has the lock.
  const release = await lockFolder(await realpath(dataDir)).catch(() => undefined);
  const taken = release ? 'stopped' : 'running';
  try {
    await copyDatabase(dataDir, unfinished, taken);
    const rest = await copyTree(
      dataDir,
      unfinished,
      (relative) => !SECRETS.test(relative) && !KEPT.includes(relative.split(path.sep)[0] ?? ''),
    );
    await writeManifest(unfinished, { madeAt: new Date().toISOString(), taken, ...rest });
    await rename(unfinished, to);
    return { taken, ...rest };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  } finally {
    release?.();
  }
}

async function copyDatabase(
  dataDir: string,
  to: string,
  taken: 'running' | 'stopped',
): Promise<void> {
  const [from, target] = [path.join(dataDir, 'postgres'), path.join(to, 'postgres')];
  if (taken === 'stopped') {
    await copyTree(from, target, (relative) => relative.startsWith('postgresql'));
    return;
  }
  const { database } = await readHandle(dataDir);
  if (!database)
    throw new LaunchError('The stack that runs is of an older version: stop it first.');
  await copyTree(from, target, (relative) => /^(cluster|postgresql)/.test(relative));
  await copyRunningCluster(database.url, path.join(from, 'cluster'), path.join(target, 'cluster'));
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
