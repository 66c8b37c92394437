import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from './log.ts';

export type Repeated = {
  /** Ends the present pause. */
  wake(): void;
  /** Waits for the run under way. */
  stop(): Promise<void>;
};

/** Runs `work` again and again with a pause in between; a failure is logged and the next run comes as usual. */
export function repeat(
  { what, everyMs, log }: { readonly what: string; readonly everyMs: number; readonly log: Log },
  work: () => Promise<void>,
): Repeated {
  let stopped = false;
  let pausing = new AbortController();
  const ended = run();

  async function run(): Promise<void> {
    for (;;) {
      await pause(jittered(everyMs), pausing.signal);
      if (stopped) return;
      pausing = new AbortController();
      try {
        await work();
      } catch (error) {
        log.warn({ error }, `${what} failed and will be tried again`);
      }
    }
  }

  return {
    wake: () => pausing.abort(),
    async stop() {
      stopped = true;
      pausing.abort();
      await ended;
    },
  };
}

/** The signal cuts it short. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);

/** Replicas that started together do not stay in step. */
const jittered = (ms: number) => ms * (0.75 + Math.random() / 2);
