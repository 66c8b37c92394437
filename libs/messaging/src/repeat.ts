import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from './log.ts';

export type Repeated = {
  /** Waits for the run under way. */
  stop(): Promise<void>;
};

/** Runs `work` again and again with a pause in between; a failure is logged and the next run comes as usual. */
export function repeat(
  { what, everyMs, log }: { readonly what: string; readonly everyMs: number; readonly log: Log },
  work: () => Promise<void>,
): Repeated {
  const stopping = new AbortController();
  const ended = run();

  async function run(): Promise<void> {
    while (await pause(jittered(everyMs), stopping.signal)) {
      try {
        await work();
      } catch (error) {
        log.warn({ error }, `${what} failed and will be tried again`);
      }
    }
  }

  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** False when the pause was cut short. */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

/** Replicas that started together do not stay in step. */
const jittered = (ms: number) => ms * (0.75 + Math.random() / 2);
