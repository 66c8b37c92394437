import { existsSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from './config.ts';
import { fetchProgram, type PackagedProgram } from './distribution-package.ts';
import type { Say } from './find-nats-server.ts';

const FOLDER = 'prometheus';
const program: PackagedProgram = {
  package: 'prometheus',
  files: { 'usr/bin/prometheus': 'prometheus', 'usr/bin/promtool': 'promtool' },
  releases: { debian: null, ubuntu: null },
  remedy: 'install prometheus, so that prometheus and promtool are on PATH',
};

/**
 * The paths of Prometheus and its promtool: those on PATH, else the ones fetched before, else the distribution's package, fetched
 * now into the user's cache.
 * @throws EngineError when there is none and none can be had.
 */
export async function findPrometheus({
  say,
}: {
  say: Say;
}): Promise<{ prometheus: string; promtool: string }> {
  const { searchPath, cacheDir } = readConfig();
  const cached = path.join(cacheDir, FOLDER);
  const inFolder = (folder: string) => ({
    prometheus: path.join(folder, 'prometheus'),
    promtool: path.join(folder, 'promtool'),
  });
  for (const found of [...searchPath, cached].map(inFolder)) {
    if (existsSync(found.prometheus) && existsSync(found.promtool)) return found;
  }
  await fetchProgram(cached, program, say);
  return inFolder(cached);
}
