import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

type Report = {
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      /** `passed`, or why not. */
      readonly status: string;
      readonly duration?: number | null;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const config = path.join(import.meta.dirname, '../jest.config.js');
const folders = ['deploy/verify/promises', 'deploy/verify/faults'];
const NAME_WIDTH = 110;

/**
 * Runs every fault against real processes, and prints a line for each. True when all promises were kept. Takes about ten
 * minutes, most of them waiting: for leases, for redeliveries, for services to come back.
 */
export async function proveFaults(): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), 'karcis-faults-'));
  try {
    const reportFile = path.join(folder, 'report.json');
    const run = spawn(
      process.execPath,
      [
        ...['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', jest],
        ...['--config', config, '--json', '--outputFile', reportFile, ...folders],
      ],
      {
        cwd: path.join(import.meta.dirname, '../../..'),
        env: { ...process.env, FAULTS: 'all' },
        stdio: ['ignore', 'ignore', 'ignore'],
      },
    );
    const end = () => run.kill('SIGTERM');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
    await once(run, 'close');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
    return print(JSON.parse(await readFile(reportFile, 'utf8')) as Report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function print({ testResults, numFailedTests, numRuntimeErrorTestSuites }: Report): boolean {
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  for (const { fullName, status, duration, failureMessages } of results) {
    const seconds = ((duration ?? 0) / 1000).toFixed(1).padStart(6);
    console.log(`${status === 'passed' ? 'kept  ' : status} ${seconds} s  ${shorten(fullName)}`);
    for (const message of failureMessages) console.log(message);
  }
  const passed = results.filter(({ status }) => status === 'passed').length;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  console.log(`faults: ${passed} kept every promise, ${failed} did not`);
  return failed === 0 && passed > 0;
}

const shorten = (name: string) =>
  name.length > NAME_WIDTH ? `${name.slice(0, NAME_WIDTH - 1)}…` : name;
