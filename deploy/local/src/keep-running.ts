import { setTimeout as pause } from 'node:timers/promises';
import { backoff } from './backoff.ts';
import type { Print } from './log-lines.ts';

type Engine = { restart(): Promise<void>; stop(): Promise<void> };

/** Starts an engine, and starts it again with growing delays whenever it ends unasked. */
export async function keepRunning<E extends Engine>(
  start: (onCrash: () => void) => Promise<E>,
  print: Print,
): Promise<E> {
  const stopping = new AbortController();
  const delays = backoff();
  let engine: E | undefined;
  let healing: Promise<void> | undefined;

  async function heal(): Promise<void> {
    while (engine && !stopping.signal.aborted) {
      const delayMs = delays.next();
      print(`ended unasked; starts again in ${delayMs} ms`);
      await pause(delayMs, undefined, stopping).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        return await engine.restart();
      } catch (error) {
        print(error instanceof Error ? error.message : String(error));
      }
    }
  }

  const started = await start(() => {
    healing ??= heal().finally(() => (healing = undefined));
  });
  engine = started;
  return {
    ...started,
    async stop() {
      stopping.abort();
      await healing;
      await started.stop();
    },
  };
}
