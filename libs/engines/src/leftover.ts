import { execFile } from 'node:child_process';
import { readFile, realpath, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { kill } from './engine-process.ts';

const run = promisify(execFile);

const GRACE_MS = 10_000;
const POLL_MS = 20;

/**
 * Stops the engine that an earlier owner of `folder` left running, and removes the pid file when its number
 * now belongs to somebody else: both would keep a new engine from starting.
 */
export async function stopLeftover(
  folder: string,
  pidFile: string,
  signal: NodeJS.Signals,
): Promise<void> {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  if (!(pid > 0)) return;
  if (!(await worksIn(pid, folder))) return rm(pidFile, { force: true });

  kill(pid, signal);
  for (let waitedMs = 0; kill(pid, 0); waitedMs += POLL_MS) {
    if (waitedMs >= GRACE_MS) kill(pid, 'SIGKILL');
    await pause(POLL_MS);
  }
}

/** Both engines have their data folder as working directory or name it in their arguments. */
async function worksIn(pid: number, folder: string): Promise<boolean> {
  try {
    return (await realpath(`/proc/${pid}/cwd`)) === (await realpath(folder));
  } catch {
    const { stdout } = await run('ps', ['-o', 'command=', '-p', `${pid}`]).catch(() => ({
      stdout: '',
    }));
    return stdout.includes(folder);
  }
}
