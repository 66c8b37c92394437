import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 10;

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/** Waits until the condition holds and returns what it returned; what it throws last explains a failure. */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 30_000, what = 'the condition' } = {},
): Promise<Truthy<T>> {
  const giveUpAt = performance.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      const value = await condition();
      if (value) return value as Truthy<T>;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await pause(POLL_MS);
  } while (performance.now() < giveUpAt);

  throw new Error(`${what} did not come within ${timeoutMs} ms`, { cause });
}
