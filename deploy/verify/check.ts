/**
 * Everything that can be said of the code without running it: format, lint, types, boundaries, dead code.
 * Runs all, shows what each found and how to mend it, and fails when one of them found something.
 * Arguments name the checks to run: `check.ts lint types`.
 */
import { availableParallelism } from 'node:os';
import { type Check, describeResult, runCheck } from './check/run-check.ts';

/** The slow ones first, so that they do not start last. */
const CHECKS: readonly Check[] = [
  {
    name: 'lint',
    command: ['oxlint', '--format=unix'],
    mend: 'npx oxlint --fix mends some; the rules and their reasons stand in .oxlintrc.json',
  },
  {
    name: 'types',
    command: ['tsc', '-p', 'deploy/verify/check'],
    mend: 'npx tsc -p <workspace> shows those of one workspace',
  },
  {
    name: 'types of pages',
    command: ['tsc', '-p', 'services/web'],
    mend: 'npx tsc -p services/web shows them; pages are checked with the browser’s own types',
  },
  {
    name: 'types of browser tests',
    command: ['tsc', '-p', 'deploy/verify/browser'],
    mend: 'npx tsc -p deploy/verify/browser shows them; part of each test runs in a page',
  },
  {
    name: 'format',
    command: ['prettier', '--check', '--log-level=warn', '.'],
    mend: 'npx prettier --write .',
  },
  {
    name: 'boundaries',
    command: ['depcruise', '--output-type=err-long', 'libs', 'services', 'deploy'],
    mend: 'move the code to where its name says; the reasons stand in .dependency-cruiser.cjs',
  },
  {
    name: 'kubernetes',
    command: ['node', 'deploy/verify/k8s/run.ts'],
    mend: 'deploy/k8s/README.md says what is held against what',
  },
  {
    name: 'unused',
    command: ['knip', '--no-progress', '--no-config-hints'],
    mend: 'delete what is listed, or stop exporting it; npx knip --fix does some of it',
  },
];

const wanted = process.argv.slice(2);
const strangers = wanted.filter((name) => !CHECKS.some((check) => check.name === name));
if (strangers.length > 0) {
  console.error(
    `No such check: ${strangers.join(', ')}. There are ${CHECKS.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

const waiting = CHECKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const failed: string[] = [];

async function work(): Promise<void> {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const result = await runCheck(check);
    if (!result.isGood) failed.push(check.name);
    console.log(describeResult(check, result));
  }
}
await Promise.all(Array.from({ length: Math.min(availableParallelism(), waiting.length) }, work));

console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
