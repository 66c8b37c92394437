/** `make backup`: copies everything that the stack on KARCIS_DATA_DIR keeps into TO, while it runs or not. */
import path from 'node:path';
import { takeBackup } from './src/take-backup.ts';

const { KARCIS_DATA_DIR: dataDir = '.karcis', TO } = process.env;
const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
const to = TO || path.join('backups', stamp);
try {
  const startedAt = performance.now();
  const { taken, files, bytes } = await takeBackup(dataDir, to);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `Backed up the ${taken} stack into ${path.resolve(to)} in ${seconds} s: the database and ${files} files of ${(bytes / 1e6).toFixed(1)} MB. Keep it as safe as the data: its secrets are in it.`,
  );
} catch (error) {
  console.error(Error.isError(error) ? error.message : String(error));
  process.exitCode = 1;
}
