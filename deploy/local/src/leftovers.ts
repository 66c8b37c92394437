import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { DataFolder } from './data-folder.ts';
import { Handle, HANDLE_FILE } from './handle.ts';

const run = promisify(execFile);

const POLL_MS = 10;

/**
 * Ends services that an earlier launcher could not stop because it was killed itself. Their work is safe: whatever
 * they had not finished, they had not promised.
 */
export async function endLeftovers(folder: DataFolder): Promise<void> {
  const handle = Handle.safeParse(await folder.readJson(HANDLE_FILE));
  for (const { pid } of handle.data?.services ?? []) {
    // Until it is gone: its ports are free only then.
    while (pid && (await commandOf(pid)).includes(folder.path) && kill(pid)) await pause(POLL_MS);
  }
  await folder.remove(HANDLE_FILE);
}

/** The number may belong to somebody else by now, so its command line is looked at first. */
async function commandOf(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    const command = run('ps', ['-o', 'command=', '-p', `${pid}`]);
    return command.then(
      ({ stdout }) => stdout,
      () => '',
    );
  }
}

/** False when it has ended by itself meanwhile. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
