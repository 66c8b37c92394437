import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { readConfig } from './config.ts';
import { EngineError, explain } from './engine-error.ts';
import { type OrdinaryAccount, ordinaryAccount } from './ordinary-account.ts';
import { findPostgres } from './postgres-binaries.ts';

const run = promisify(execFile);

export type Cluster = {
  /** PostgreSQL's own data folder. */
  readonly folder: string;
  readonly password: string;
  readonly account: OrdinaryAccount;
};

/** Opens the cluster kept in `dataDir`, making it the first time. */
export async function openCluster(dataDir: string): Promise<Cluster> {
  const home = await findPostgres();
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const account = await ordinaryAccount(home, dataDir);
    const folder = path.join(dataDir, 'cluster');
    const passwordFile = path.join(dataDir, 'password');

    if (!existsSync(folder)) await makeCluster(folder, passwordFile, account);
    const password = await readPassword(passwordFile);
    return { folder, password, account };
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw explain(wordsOf(error), { engine: 'PostgreSQL', dataDir });
  }
}

/** Made under another name first: a cluster that was only half made when the power went is not taken for one. */
async function makeCluster(
  folder: string,
  passwordFile: string,
  account: OrdinaryAccount,
): Promise<void> {
  const unfinished = `${folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await giveTo(account, [unfinished, passwordFile]);

  // The locale is PostgreSQL's own, so that sorting is the same on every machine.
  const [command = '', ...args] = [
    ...account.prefix,
    path.join(account.postgresHome, 'bin/initdb'),
    `--pgdata=${unfinished}`,
    `--pwfile=${passwordFile}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  ];
  await run(command, args, { env: readConfig().engineEnv, ...account.user });
  await rename(unfinished, folder);
}

/** Only a real change of user needs it: in a namespace the files stay ours. */
async function giveTo({ user }: OrdinaryAccount, paths: readonly string[]): Promise<void> {
  if (!user) return;
  for (const each of paths) {
    await chown(each, user.uid, user.gid);
    await chmod(path.dirname(each), 0o711);
  }
}

async function readPassword(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new EngineError(`The database's password file ${file} cannot be read: put it back.`, {
      cause: error,
    });
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'stderr' in error && error.stderr ? String(error.stderr) : error.message;
}
