import { writeFile } from 'node:fs/promises';
import { choosePhases, runPhases } from './phases.ts';

/**
 * `make bench`: what things cost, beside the monolith that people would write instead; in one run, on one PostgreSQL, with durable
 * commits. Only the ratios mean something elsewhere. `make bench ARGS="sse upload"` runs other phases.
 */
const asked = process.argv.slice(2);
const found = await runPhases(choosePhases(asked.length > 0 ? asked : ['hold', 'reads']));
/** In the root, and ignored by git. */
const resultFile = '.karcis-bench.json';
await writeFile(resultFile, JSON.stringify(found, null, 2));
console.log(`\nWritten to ${resultFile}.`);
process.exit();
