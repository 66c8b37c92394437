import { readdirSync, readFileSync } from 'node:fs';

/** What Linux counts CPU time in: 100 ticks a second on every machine that matters here. */
const ticksPerSecond = 100;

/** What each process is and the CPU seconds that it has used so far, by process id. */
export type CpuUse = ReadonlyMap<string, { readonly command: string; readonly seconds: number }>;

export function readCpu(): CpuUse {
  const used = new Map<string, { command: string; seconds: number }>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) && readStat(entry);
    if (stat) used.set(entry, stat);
  }
  return used;
}

/** CPU seconds used since then, by what the process is. One that ended meanwhile does not count, and takes nothing from the others. */
export function cpuSince(before: CpuUse, names: ReadonlyMap<number, string>): Map<string, number> {
  const used = new Map<string, number>();
  for (const [pid, { command, seconds }] of readCpu()) {
    const name = names.get(Number(pid)) ?? command;
    used.set(name, (used.get(name) ?? 0) + seconds - (before.get(pid)?.seconds ?? 0));
  }
  return used;
}

function readStat(pid: string): { command: string; seconds: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    const fields = stat.slice(end + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { command: stat.slice(stat.indexOf('(') + 1, end), seconds: ticks / ticksPerSecond };
  } catch {
    // It ended in between.
    return undefined;
  }
}

/** What all processors did since the machine started, in ticks by kind (proc_stat(5)). */
export const readTicks = (): readonly number[] =>
  (readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '')
    .trim()
    .split(/\s+/)
    .slice(1, 9)
    .map(Number);

const STEAL = 7;

/** Per cent of the processors' time since then that the host gave to others. */
export function stolenSince(before: readonly number[]): number {
  const spent = readTicks().map((ticks, kind) => ticks - (before[kind] ?? 0));
  return (100 * (spent[STEAL] ?? 0)) / spent.reduce((sum, ticks) => sum + ticks, 0);
}
