/**
 * Runs all tests, or those whose path matches an argument, and ends with one line for whoever counts:
 * "N passed, N failed". Fails when a test fails and when none ran.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { outcomeOf, type Report } from './runner/outcome.ts';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const config = path.join(import.meta.dirname, 'jest.config.js');

const folder = await mkdtemp(path.join(tmpdir(), 'karcis-report-'));
const reportFile = path.join(folder, 'report.json');
const run = spawn(
  process.execPath,
  [
    ...['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', jest],
    // Before ours, so that a test of this script can bring its own.
    ...['--config', config, '--json', '--outputFile', reportFile, ...process.argv.slice(2)],
  ],
  // Everything on one stream: the last line has to come last.
  { stdio: ['ignore', 1, 1] },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => run.kill(signal));

const [exitCode] = (await once(run, 'close')) as [number | null];
const report = await readFile(reportFile, 'utf8').then(
  (text) => JSON.parse(text) as Report,
  () => undefined,
);
await rm(folder, { recursive: true, force: true });

const { line, isGood } = outcomeOf(report, exitCode);
console.log(line);
process.exitCode = isGood ? 0 : 1;
