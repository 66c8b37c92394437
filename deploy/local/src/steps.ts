import type { Step } from './launch.ts';
import { paint, seconds } from './terminal.ts';

/** Whoever waits longer than this is told for what. */
const SLOW_MS = 1_000;

/** Steps that print a line each, and are given up when the person interrupts. */
export function createSteps(print: (line: string) => void, interrupted: AbortSignal): Step {
  const interruption = new Promise<never>((_resolve, reject) => {
    interrupted.addEventListener('abort', () => reject(interrupted.reason));
  });
  interruption.catch(() => undefined);

  return async (what, work) => {
    interrupted.throwIfAborted();
    const beganAt = performance.now();
    const slow = setTimeout(() => print(`${paint('yellow', '…')} ${what}`), SLOW_MS);
    try {
      const result = await Promise.race([work(), interruption]);
      print(`${paint('green', '✓')} ${what} ${paint('dim', seconds(performance.now() - beganAt))}`);
      return result;
    } finally {
      clearTimeout(slow);
    }
  };
}
