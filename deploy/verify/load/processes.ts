import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Handle } from '@karcis/local';
import { cpuSince, readCpu } from './cpu.ts';
import type { Rivals } from './stack.ts';

/** What the processes of a comparison are called, by process id. */
export const nameProcesses = ({ karcis, monolith }: Rivals): Map<number, string> =>
  new Map([
    ...karcis.services.map(({ name, pid }) => [pid ?? 0, name] as const),
    [karcis.launcher.pid, 'launcher'],
    [monolith.pid, 'monolith'],
    [process.pid, 'generator'],
  ]);

/** Memory that each of our services has in hand, in MB; those of the same name are added up. */
export function readMemory({ services }: Handle): Record<string, number> {
  const megabytes: Record<string, number> = {};
  for (const { name, pid } of services) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
    megabytes[name] = (megabytes[name] ?? 0) + Math.round(kilobytes / 1024);
  }
  return megabytes;
}

const LOOK_EVERY_MS = 1_000;
/** What idle processes use in that time. */
const QUIET_CPU_SECONDS = 0.3;

/** Resolves when what the former measurement left to do is done, so that the next begins in quiet. */
export async function settled(): Promise<void> {
  for (;;) {
    const before = readCpu();
    await pause(LOOK_EVERY_MS);
    const used = [...cpuSince(before, new Map()).values()].reduce((sum, one) => sum + one, 0);
    if (used < QUIET_CPU_SECONDS) return;
  }
}
