import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const measureKept = fileURLToPath(new URL('./measure-kept.ts', import.meta.url));

/**
 * How many MB `work` of a module leaves behind that only a collection of everything takes away: V8 collects what is young a few
 * times in a second of a sale, and everything now and then, at a price (decision 23). Runs in a process of its own, whose memory
 * nobody else uses.
 */
export async function keptMb(module: URL, ...args: readonly string[]): Promise<number> {
  const command = ['--expose-gc', measureKept, module.href, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  return Number(stdout);
}
