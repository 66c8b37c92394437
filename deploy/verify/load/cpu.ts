import { readdirSync, readFileSync } from 'node:fs';

/** What Linux counts CPU time in: 100 ticks a second on every machine that matters here. */
const ticksPerSecond = 100;

/** CPU seconds that each process has used so far, by what it is; those of the same name are added up. */
export function readCpu(names: ReadonlyMap<number, string>): Map<string, number> {
  const used = new Map<string, number>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) && readStat(entry);
    if (!stat) continue;
    const name = names.get(Number(entry)) ?? stat.command;
    used.set(name, (used.get(name) ?? 0) + stat.seconds);
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
