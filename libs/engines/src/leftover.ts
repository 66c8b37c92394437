import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { kill } from './engine-process.ts';

const run = promisify(execFile);

const GRACE_MS = 10_000;
const POLL_MS = 20;

/**
 * Stops the engine that an earlier owner of `folder` left running and what a killed one left of itself, and removes the
 * pid file when its number now belongs to somebody else: all of them would keep a new engine from starting.
 */
export async function stopLeftover(
  folder: string,
  pidFile: string,
  signal: NodeJS.Signals,
): Promise<void> {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  if (pid > 0) {
    if (await worksIn(pid, folder)) await end(pid, folder, signal);
    else await rm(pidFile, { force: true });
  }
  for (const orphan of await orphansIn(folder)) await end(orphan, folder, 'SIGKILL');
}

/** Until it works there no more, rather than until it is gone: where nobody reaps them, the dead keep their number. */
async function end(pid: number, folder: string, signal: NodeJS.Signals): Promise<void> {
  kill(pid, signal);
  for (let waitedMs = 0; await worksIn(pid, folder); waitedMs += POLL_MS) {
    if (waitedMs >= GRACE_MS) kill(pid, 'SIGKILL');
    await pause(POLL_MS);
  }
}

/** A PostgreSQL session in the middle of a long query does not see that its server is gone. */
async function orphansIn(folder: string): Promise<number[]> {
  const processes = (await readdir('/proc').catch(() => [])).map(Number).filter((pid) => pid > 0);
  const orphans = processes.map(async (pid) => {
    const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
    return path.basename(program) === 'postgres' && (await worksIn(pid, folder)) ? [pid] : [];
  });
  return (await Promise.all(orphans)).flat();
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
