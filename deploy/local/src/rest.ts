import { cpus } from 'node:os';

/** Share of a second in which the process was at work. */
const BUSY_FROM = 0.05;
/** A process of a sale may work that little itself; then the machine works. */
const MACHINE_BUSY_FROM = 0.25;
/** Seconds without work after which a process rests, and after which nobody is expected soon. */
const RESTS_AFTER = 10;
const SLEEPS_AFTER = 300;
/** Seconds after the start in which nothing is compiled yet that a sale would miss. */
const STARTS_FOR = 60;
/** What a collection costs is worth it only when there is something to give back. */
const GROWN_BY = 1.1;

/** `sleep` soon after the start and after minutes, `rest` after every other pause. */
export type Pause = 'rest' | 'sleep';

/** Read only when a pause may begin: who rests beside a sale is not to take its time. */
export type Gauges = {
  /** Share of the time since it was last asked, from 0 to 1, in which the machine's processors were at work. */
  readonly machine: () => number;
  /** Memory that the process holds. */
  readonly bytes: () => number;
};

/** Told each second how much of it the process was at work, says when a pause has begun that is worth tidying in. */
export function createPauses({ machine, bytes }: Gauges): {
  after(own: number): Pause | undefined;
  tidied(pause: Pause): void;
} {
  let age = 0;
  let restedFor = 0;
  const bytesAfter = { rest: 0, sleep: 0 };
  return {
    after(own) {
      age += 1;
      restedFor = own > BUSY_FROM ? 0 : restedFor + 1;
      // Its next reading is of the second that decides, not of all the time before.
      if (mayPause(restedFor + 1)) machine();
      if (!mayPause(restedFor)) return undefined;
      const isStart = bytesAfter.sleep === 0 && age <= STARTS_FOR;
      const pause = restedFor === SLEEPS_AFTER || isStart ? 'sleep' : 'rest';
      if (bytes() < bytesAfter[pause] * GROWN_BY) return undefined;
      if (machine() > MACHINE_BUSY_FROM) {
        restedFor = 0;
        return undefined;
      }
      return pause;
    },
    tidied(pause) {
      bytesAfter.rest = bytes();
      if (pause === 'sleep') bytesAfter.sleep = bytesAfter.rest;
    },
  };
}

const mayPause = (restedFor: number) => restedFor === RESTS_AFTER || restedFor === SLEEPS_AFTER;

/** The gauge of this machine's processors. */
export function machineGauge(): Gauges['machine'] {
  let before = readTicks();
  return () => {
    const now = readTicks();
    const all = now.all - before.all;
    const idle = now.idle - before.idle;
    before = now;
    return all > 0 ? 1 - idle / all : 0;
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
