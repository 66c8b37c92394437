import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export type Check = {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** What to do when it finds something. */
  readonly mend: string;
};

export type CheckResult = {
  readonly isGood: boolean;
  readonly output: string;
  readonly seconds: number;
};

const root = path.join(import.meta.dirname, '../../..');

/** Runs one tool at the root of the repository. A tool that cannot be started has failed too. */
export async function runCheck({ command: [tool, ...args] }: Check): Promise<CheckResult> {
  const startedAt = performance.now();
  const child = spawn(path.join(root, 'node_modules/.bin', tool), args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => (output += String(bytes)));
  }
  const exitCode = await once(child, 'close').then(
    ([code]: (number | null)[]) => code,
    (error: unknown) => {
      output = `${tool} did not start: ${String(error)}`;
      return null;
    },
  );
  return { isGood: exitCode === 0, output, seconds: (performance.now() - startedAt) / 1_000 };
}

/** One line for a check that found nothing; its findings and the way out for one that did. */
export function describeResult(
  { name, mend }: Check,
  { isGood, output, seconds }: CheckResult,
): string {
  const head = `${isGood ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`;
  return isGood ? head : `${head}\n${indent(output.replace(/^\n+|\s+$/g, ''))}\n  → ${mend}\n`;
}

const indent = (text: string) => text.replace(/^(?=.)/gm, '  ');
