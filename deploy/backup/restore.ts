/** `make restore FROM=…`: puts a backup into KARCIS_DATA_DIR, for the next `make run`. FORCE=yes moves aside what is there. */
import { putBack } from './src/put-back.ts';

const { KARCIS_DATA_DIR: dataDir = '.karcis', FROM = '', FORCE } = process.env;
try {
  const { madeAt, missing, strays, before } = await putBack(FROM, dataDir, FORCE === 'yes');
  console.log(
    `Restored ${dataDir} as it was at ${madeAt}; the database starts. "make run" goes on from there.`,
  );
  if (before) console.log(`What was there before is in ${before}.`);
  if (strays > 0)
    console.log(`${strays} files came in after the database was copied and will be removed.`);
  if (missing > 0) {
    console.error(`${missing} files are named in the database and not in the backup.`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(Error.isError(error) ? error.message : String(error));
  process.exitCode = 1;
}
