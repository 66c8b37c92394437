const FIRST_MS = 250;
const MAX_MS = 10_000;
/** What lived this long was healthy: its next death starts with the first delay again. */
const HEALTHY_AFTER_MS = 30_000;

/** Delays before starting something again that keeps ending: 250 ms, doubling up to 10 s. */
export function backoff(now: () => number = () => performance.now()): { next(): number } {
  let delayMs = FIRST_MS;
  let lastAt = now();
  return {
    next() {
      if (now() - lastAt > HEALTHY_AFTER_MS) delayMs = FIRST_MS;
      lastAt = now();
      const current = delayMs;
      delayMs = Math.min(delayMs * 2, MAX_MS);
      return current;
    },
  };
}
