import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LaunchError } from '@karcis/local';
import { z } from 'zod';

/** Written last: a folder without it is no whole backup. */
const Manifest = z.object({
  madeAt: z.iso.datetime(),
  /** Of a stack that ran, or of one that was stopped. */
  taken: z.enum(['running', 'stopped']),
  files: z.int(),
  bytes: z.int(),
});
type Manifest = z.infer<typeof Manifest>;

const fileIn = (folder: string) => path.join(folder, 'backup.json');

export const writeManifest = (folder: string, manifest: Manifest): Promise<void> =>
  writeFile(fileIn(folder), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true, mode: 0o600 });

/** @throws LaunchError when the folder holds no whole backup */
export async function readManifest(folder: string): Promise<Manifest> {
  try {
    return Manifest.parse(JSON.parse(await readFile(fileIn(folder), 'utf8')));
  } catch {
    throw new LaunchError(`${path.resolve(folder)} holds no whole backup: name one with FROM=…`);
  }
}
