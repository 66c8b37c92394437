/** Thrown when more waits than may wait. Nothing was done; the same work may succeed later. */
export class Busy extends Error {
  override name = 'Busy';
}

export type Limit = {
  /** How many run at once. */
  readonly running: number;
  /** How many may wait for their turn, at most. */
  readonly waiting: number;
};

/** Runs work a few at a time, first come, first served, so that many uploads at once cost time and not memory. */
export function createLimited(limit: Limit): <T>(work: () => Promise<T>) => Promise<T> {
  const turns: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running >= limit.running) {
      if (turns.length >= limit.waiting) throw new Busy('Too much is being checked already');
      // Whoever ends hands over its place, so nobody can slip in between.
      await new Promise<void>((turn) => turns.push(turn));
    } else {
      running += 1;
    }

    try {
      return await work();
    } finally {
      const next = turns.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
