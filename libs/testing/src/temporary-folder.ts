import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { readConfig } from './config.ts';
import { atEndOfFile } from './of-this-file.ts';

/** A new folder, in memory where there is room; gone at the end of the test file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(readConfig().folder, 'folder-'));
  atEndOfFile(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
