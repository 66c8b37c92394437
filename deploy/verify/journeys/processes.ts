import { readdir, readFile } from 'node:fs/promises';

/** Every process on this machine that names the folder in its command line: launcher, services and engines. */
export async function processesOf(folder: string): Promise<number[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const mine = await Promise.all(
    numbers.map(async (pid) => (await commandOf(pid)).includes(folder)),
  );
  return numbers.filter((_pid, index) => mine[index]);
}

const commandOf = (pid: number) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
