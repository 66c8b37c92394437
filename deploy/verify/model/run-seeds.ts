import { createPostgres } from './database.ts';
import { runSeed, type Stage } from './run-seed.ts';
import { createModelDatabase } from './schemas.ts';

/**
 * Runs seeds in this process, loaded with the hooks before: `node --import ./hooks.ts run-seeds.ts FROM COUNT [--trace]`.
 * Prints one verdict a line as JSON; with `--trace` what happened instead, and then the verdict.
 * `KARCIS_MODEL_POSTGRES` is the cluster's superuser URL. Stops at the first violation with `--until-caught`.
 */
const [from = 1, count = 1] = process.argv
  .slice(2)
  .filter((arg) => !arg.startsWith('--'))
  .map(Number);
const traces = process.argv.includes('--trace');
const untilCaught = process.argv.includes('--until-caught');

const cluster = process.env['KARCIS_MODEL_POSTGRES'];
if (!cluster) throw new Error('KARCIS_MODEL_POSTGRES is missing');

const database = await createModelDatabase(cluster, `model_${process.pid}_${Date.now()}`);
const postgres = createPostgres(database.urlOf, database.admin);
const stage: Stage = { database, postgres };
try {
  for (let seed = from; seed < from + count; seed++) {
    const verdict = await runSeed(stage, seed, traces ? (line) => console.log(line) : undefined);
    console.log(JSON.stringify(verdict));
    if (untilCaught && verdict.violations.length > 0) break;
  }
} finally {
  await postgres.close();
  await database.drop();
}
