/**
 * For several metrics that are read from one answer: those of one scrape share it. Gives undefined when it cannot be had now, so
 * that an old answer is never taken for today's.
 */
export function askOnceAScrape<T>(ask: () => Promise<T>): () => Promise<T | undefined> {
  let asking: Promise<T | undefined> | undefined;
  return () => {
    asking ??= ask()
      .catch(() => undefined)
      .finally(() => setImmediate(() => (asking = undefined)));
    return asking;
  };
}
