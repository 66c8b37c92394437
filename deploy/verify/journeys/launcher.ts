import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { readHandle } from '@karcis/local';
import { until } from '@karcis/testing';
import { settingsFor } from './stack.ts';

const root = path.join(import.meta.dirname, '../../..');
const START_WITHIN_MS = 90_000;

/** `make run` as a person starts it, in a process of its own and without a terminal. */
export function launch(dataDir: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['deploy/local/run.ts', dataDir], {
    cwd: root,
    env: { ...process.env, ...settingsFor(dataDir), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => (output += String(bytes)));
  }
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const isReady = () => output.includes('Karcis is ready');
  const hasEnded = () => child.exitCode !== null;

  return {
    pid: child.pid as number,
    output: () => output,
    /** Resolves with what one needs to use it. */
    async ready() {
      await until(() => isReady() || hasEnded(), { timeoutMs: START_WITHIN_MS, what: 'the panel' });
      if (!isReady()) throw new Error(`it did not start: ${output}`);
      return readHandle(dataDir);
    },
    /** Resolves with the exit code. */
    async ended() {
      const [code] = await exited;
      return code;
    },
    kill: (signal: NodeJS.Signals) => child.kill(signal),
  };
}
