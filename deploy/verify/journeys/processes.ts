import { readdir, readFile } from 'node:fs/promises';

/** Processes with all these words in their command line. All of a stack's bear the name of its data folder there. */
export async function processesOf(...words: readonly string[]): Promise<number[]> {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const commands = await Promise.all(all.map(commandOf));
  return all.filter((_pid, index) => words.every((word) => commands[index]?.includes(word)));
}

/** `kill -9` of all of them; one that has ended meanwhile is as dead as the others. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

const commandOf = (pid: number) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
