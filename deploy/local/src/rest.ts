import { cpus } from 'node:os';

/** Share of a second in which the process was at work. */
const BUSY_FROM = 0.05;
/** A process of a sale may work that little itself; then the machine works. */
const MACHINE_BUSY_FROM = 0.5;
/** Seconds without work after which a process rests, and after which nobody is expected soon. */
const RESTS_AFTER = 10;
const SLEEPS_AFTER = 300;
/** What a collection costs is worth it only when there is something to give back. */
const GROWN_BY = 1.1;

/** What a second was like: shares of it, from 0 to 1, in which the process and the whole machine were at work. */
export type Second = { readonly own: number; readonly machine: number };
/** `sleep` the first time and after minutes, `rest` after every shorter pause. */
export type Pause = 'rest' | 'sleep';

/**
 * Told of each second, says when a pause has begun that is worth tidying in. `bytes` is how much memory the process holds; after a
 * pause it is asked for once more, when all is tidied.
 */
export function createPauses(): {
  after(second: Second, bytes: number): Pause | undefined;
  tidied(pause: Pause, bytes: number): void;
} {
  let restedFor = 0;
  let leastBytes = 0;
  return {
    after({ own, machine }, bytes) {
      restedFor = own > BUSY_FROM || machine > MACHINE_BUSY_FROM ? 0 : restedFor + 1;
      if (restedFor !== RESTS_AFTER && restedFor !== SLEEPS_AFTER) return undefined;
      if (bytes < leastBytes * GROWN_BY) return undefined;
      return restedFor === SLEEPS_AFTER || leastBytes === 0 ? 'sleep' : 'rest';
    },
    tidied(pause, bytes) {
      if (pause === 'sleep') leastBytes = bytes;
    },
  };
}

/** Shares of the time between two calls in which the process and the machine were at work. */
export function watchSeconds(): () => Second {
  let loop = performance.eventLoopUtilization();
  let ticks = readTicks();
  return () => {
    const [loopNow, ticksNow] = [performance.eventLoopUtilization(), readTicks()];
    const all = ticksNow.all - ticks.all;
    const second = {
      own: performance.eventLoopUtilization(loopNow, loop).utilization,
      machine: all > 0 ? 1 - (ticksNow.idle - ticks.idle) / all : 0,
    };
    [loop, ticks] = [loopNow, ticksNow];
    return second;
  };
}

function readTicks(): { readonly idle: number; readonly all: number } {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, all };
}
