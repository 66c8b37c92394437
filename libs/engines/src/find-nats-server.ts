import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { readConfig } from './config.ts';
import { EngineError } from './engine-error.ts';
import { fetchProgram, type PackagedProgram } from './distribution-package.ts';

const run = promisify(execFile);

/** What Debian 13 holds; linked statically, it runs on older releases too. */
const VERSION = '2.10.27';

const CACHED_NAME = `nats-server-${VERSION}`;
const program: PackagedProgram = {
  package: 'nats-server',
  files: { 'usr/sbin/nats-server': CACHED_NAME },
  releases: { debian: 'trixie', ubuntu: 'noble' },
  remedy: 'install nats-server 2.10 or later, or set NATS_SERVER_BIN to its path',
};

/** Older servers accept several filters of a consumer, metadata and compression, and ignore them. */
const OLDEST = { major: 2, minor: 10 } as const;

/** Tells the person who waits what takes long. */
export type Say = (line: string) => void;

/**
 * The path of a nats-server we can use: NATS_SERVER_BIN, else one on PATH, else the one downloaded before, else
 * Debian's package, downloaded now into the user's cache.
 * @throws EngineError when there is none and none can be had.
 */
export async function findNatsServer({ say }: { say: Say }): Promise<string> {
  const { natsServerBin, searchPath, cacheDir } = readConfig();
  if (natsServerBin) {
    if (await isRecent(natsServerBin)) return natsServerBin;
    throw new EngineError(
      `NATS_SERVER_BIN is ${natsServerBin}, which is no nats-server of version 2.10 or later.`,
    );
  }

  const cached = path.join(cacheDir, CACHED_NAME);
  const candidates = [...searchPath.map((folder) => path.join(folder, 'nats-server')), cached];
  for (const candidate of candidates) {
    if (existsSync(candidate) && (await isRecent(candidate))) return candidate;
  }

  await fetchProgram(cacheDir, program, say);
  if (await isRecent(cached)) return cached;
  throw new EngineError(
    `The downloaded ${cached} does not run: set NATS_SERVER_BIN to one that does.`,
  );
}

async function isRecent(binary: string): Promise<boolean> {
  const { stdout } = await run(binary, ['--version']).catch(() => ({ stdout: '' }));
  const [, major, minor] = /v(\d+)\.(\d+)\./.exec(stdout) ?? [];
  return (
    Number(major) > OLDEST.major ||
    (Number(major) === OLDEST.major && Number(minor) >= OLDEST.minor)
  );
}
