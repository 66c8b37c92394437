import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { EngineError } from './engine-error.ts';

const run = promisify(execFile);

/** The last id of 16 bits is nobody's wherever we looked; any but 0 does. */
const NOBODY = { uid: 65_534, gid: 65_534 } as const;

export type User = { readonly uid: number; readonly gid: number };

export type OrdinaryAccount = {
  /** PostgreSQL's folder, as this account can reach it. */
  readonly postgresHome: string;
  /** What stands before a command that must not see itself as root. */
  readonly prefix: readonly string[];
  /** The user to start it as, when a real change of user is needed. */
  readonly user: User | undefined;
};

/**
 * How to run PostgreSQL, which refuses to run as root. Root becomes nobody in a user namespace: there the
 * process may still use files below folders only root may enter, and what it writes stays root's. Where
 * namespaces are not allowed (some containers), it really becomes nobody.
 * @throws EngineError when neither works.
 */
export async function ordinaryAccount(
  postgresHome: string,
  dataDir: string,
  { uid = process.getuid?.(), unshare = 'unshare' } = {},
): Promise<OrdinaryAccount> {
  if (uid !== 0) return { postgresHome, prefix: [], user: undefined };

  const prefix = [unshare, '--user', `--map-user=${NOBODY.uid}`, `--map-group=${NOBODY.gid}`];
  const inNamespace = { postgresHome, prefix, user: undefined };
  if (await canRun(inNamespace)) return inNamespace;

  const asNobody = { postgresHome, prefix: [], user: NOBODY };
  if (await canRun(asNobody)) return asNobody;

  const withCopy = { ...asNobody, postgresHome: await copyBinaries(postgresHome, dataDir) };
  if (await canRun(withCopy)) return withCopy;

  throw new EngineError(
    `PostgreSQL does not run as root, and no other account may enter ${dataDir}: use a data folder outside root's home, or start this as an ordinary user.`,
  );
}

async function canRun({ postgresHome, prefix, user }: OrdinaryAccount): Promise<boolean> {
  const [command, ...args] = [...prefix, path.join(postgresHome, 'bin/postgres'), '--version'];
  return run(command, args, user).then(
    () => true,
    () => false,
  );
}

/** Below a root-only folder nobody can run the binaries, so they are kept once more beside the data. */
async function copyBinaries(postgresHome: string, dataDir: string): Promise<string> {
  const copied = path.join(dataDir, 'postgresql');
  if (existsSync(copied)) return copied;

  await chmod(dataDir, 0o711);
  await cp(postgresHome, `${copied}.new`, { recursive: true, verbatimSymlinks: true });
  await rename(`${copied}.new`, copied);
  return copied;
}
