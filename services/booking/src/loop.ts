import type { Logger } from '@karcis/telemetry';

export type Loop = {
  /** Waits for the round under way, then no more come. */
  stop(): Promise<void>;
};

/** Does the same work again and again, `everyMs` after the former round ended. A round that fails is logged; the next one comes all the same. */
export function startLoop(
  name: string,
  everyMs: number,
  log: Logger,
  work: () => Promise<unknown>,
): Loop {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function round(): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn({ error, loop: name }, 'a round failed, the next one tries again');
    }
    schedule();
  }

  function schedule(): void {
    if (!stopped) timer = setTimeout(() => void (running = round()), everyMs);
  }

  schedule();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
