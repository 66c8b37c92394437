import { setTimeout as pause } from 'node:timers/promises';

/** Does one piece of work after the other, in the order in which they were asked for. */
export type Lane = <T>(work: () => Promise<T>) => Promise<T>;

export type LaneOptions = {
  /** How many times as long as a piece of work took nothing is done after it. */
  readonly rests: number;
  /** Milliseconds of a clock that never jumps. */
  readonly now?: () => number;
  readonly wait?: (ms: number) => Promise<unknown>;
};

/**
 * For work that nobody is in a hurry for: all of it together has a fixed share of the time, and less of the machine the longer
 * each piece takes because others are busy.
 */
export function createLane({
  rests,
  now = () => performance.now(),
  wait = (ms) => pause(ms, undefined, { ref: false }),
}: LaneOptions): Lane {
  let free: Promise<unknown> = Promise.resolve();

  return (work) => {
    let tookMs = 0;
    const done = free.then(async () => {
      const startedAt = now();
      try {
        return await work();
      } finally {
        tookMs = now() - startedAt;
      }
    });
    const rest = () => wait(rests * tookMs);
    free = done.then(rest, rest);
    return done;
  };
}
