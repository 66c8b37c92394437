/** Sends of one message before it counts as failed. With the default base the last one comes after about an hour and a half. */
export const ATTEMPTS_MAX = 8;

const FACTOR = 3;
const LONGEST_MS = 3_600_000;

/**
 * How long to wait after the given number of failed attempts: base · 3^(n-1), an hour at most, and between half and the
 * whole of that, so that what failed together does not come back together. `random` is in [0, 1).
 */
export function retryDelayMs(attempts: number, baseMs: number, random: number): number {
  const wholeMs = Math.min(LONGEST_MS, baseMs * FACTOR ** (attempts - 1));
  return Math.round(wholeMs * (0.5 + random / 2));
}
