import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach } from '@jest/globals';
import { until } from '@karcis/testing';

const root = path.join(import.meta.dirname, '../../..');
const WITHIN = { timeoutMs: 90_000 };
const running: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((kill) => kill()));
});

/** A service or a job as a container starts it: with these variables and no others. It is gone when the test is over. */
export function startProcess(main: string, env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [path.join(root, main)], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes) => (out += String(bytes)));
  child.stderr.on('data', (bytes) => (err += String(bytes)));
  const closed = once(child, 'close');

  const started = {
    /** Resolves when it has ended, with what it said. */
    async ended() {
      await closed;
      return { code: child.exitCode, out, err };
    },
    /** Resolves when its log holds these words. */
    says: (words: string) =>
      until(() => out.includes(words), { ...WITHIN, what: `“${words}” in ${out}${err}` }),
    /** Whether `/readyz` on this port says that it can work. */
    isReady: (port: number) =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    ready: (port: number) =>
      until(() => started.isReady(port), { ...WITHIN, what: `${main}, which said ${out}${err}` }),
  };
  running.push(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  return started;
}
