/**
 * Runs as a process of its own, started by `check-pdf.ts`: `node inspect-pdf.ts <file>`. Says its verdict by its exit code,
 * because a library may write to the output. A thread does the work, so that this one can end it in the midst of it.
 */
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { exitCodes } from './exit-codes.ts';

/** Whoever started this process ends it sooner, unless it died itself. */
const ORPHAN_MS = 20_000;
const HEAP_MB_MAX = 256;

const [, , path = ''] = process.argv;
const inspection = new Worker(new URL('./inspect-thread.ts', import.meta.url), {
  workerData: readFileSync(path),
  resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
});
setTimeout(() => process.exit(exitCodes['file-unsafe']), ORPHAN_MS);
inspection.on('message', (verdict: keyof typeof exitCodes) => process.exit(exitCodes[verdict]));
// Out of memory: the thread catches everything else.
inspection.on('error', () => process.exit(exitCodes['file-unsafe']));
