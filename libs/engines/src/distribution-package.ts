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

/** A program that distributions package. */
export type PackagedProgram = {
  readonly package: string;
  /** Paths in the package, and the names that they get in the target folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Which release of each distribution has a recent enough one; `null` where every release has. */
  readonly releases: Readonly<Record<Distribution, string | null>>;
  /** What a person does where there is none to be had. */
  readonly remedy: string;
};

type Distribution = 'debian' | 'ubuntu';

/** Where each distribution keeps such programs, and the keys that sign them. */
const ARCHIVES: Readonly<Record<Distribution, { component: string; keys: string }>> = {
  debian: { component: 'main', keys: '/usr/share/keyrings/debian-archive-keyring.gpg' },
  ubuntu: { component: 'universe', keys: '/usr/share/keyrings/ubuntu-archive-keyring.gpg' },
};

const TIMEOUT_MS = 180_000;

/**
 * Puts the distribution's program into the folder `target`. It needs apt, dpkg and the mirror this machine uses already,
 * but no root: all that apt writes stays in a temporary folder. Two downloads at once do not disturb each other.
 * @throws EngineError where that does not work.
 */
export async function fetchProgram(
  target: string,
  program: PackagedProgram,
  say: (line: string) => void,
): Promise<void> {
  const { package: name, files, remedy } = program;
  const source = await packageSource(program);
  if (!source) throw new EngineError(`There is no ${name} on this machine: ${remedy}.`);

  const folder = await mkdtemp(path.join(tmpdir(), `karcis-${name}-`));
  try {
    say(`Fetching ${name} from the package mirror of this machine (only this once)`);
    await fetchPackage(folder, source, name);
    await mkdir(target, { recursive: true });
    for (const [from, to] of Object.entries(files)) {
      await install(path.join(folder, 'unpacked', from), path.join(target, to));
    }
  } catch (error) {
    throw new EngineError(`${name} could not be fetched (${lastLine(error)}): ${remedy}.`, {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A line for sources.list, made of the mirror that this machine's own sources name. */
async function packageSource({ releases }: PackagedProgram): Promise<string | undefined> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const read = (name: string) => new RegExp(`^${name}="?([\\w-]+)`, 'm').exec(release)?.[1] ?? '';
  const distribution = read('ID');
  if (!isKnown(distribution)) return undefined;
  const archive = ARCHIVES[distribution];
  const suite = releases[distribution] ?? read('VERSION_CODENAME');

  const format = ['--format', '$(REPO_URI) $(RELEASE) $(COMPONENT)'];
  const { stdout } = await run(
    'apt-get',
    ['indextargets', '--no-release-info', ...format],
    tools(),
  ).catch(() => ({ stdout: '' }));
  const targets = stdout.split('\n').map((line) => line.split(' '));
  const [mirror] =
    targets.find(([, name, component]) => name && !name.includes('-') && component === 'main') ??
    [];
  if (!mirror) return undefined;

  const signedBy = existsSync(archive.keys) ? `[signed-by=${archive.keys}] ` : '';
  return `deb ${signedBy}${mirror} ${suite} ${archive.component}\n`;
}

const isKnown = (distribution: string): distribution is Distribution => distribution in ARCHIVES;

/** Downloads into `folder` and unpacks into `folder`/unpacked, leaving the machine's own apt alone. */
async function fetchPackage(folder: string, source: string, name: string): Promise<void> {
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
  await run('apt-get', [...options, '--quiet', 'download', name], limits);

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
