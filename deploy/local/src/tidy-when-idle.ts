import { flushCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_EVERY_MS = 1_000;
/** Share of a second in which the process was at work. */
const BUSY_FROM = 0.05;
/** Seconds without work after which a process rests, and after which nobody is expected soon. */
const RESTS_AFTER = 10;
const SLEEPS_AFTER = 300;
/** What a collection costs is worth it only when there is something to give back. */
const GROWN_BY = 1.1;

/**
 * Whenever the process has had nothing to do for a while, keeps the compiled code for the next start, which would otherwise
 * happen at its end and hold that up for seconds, and collects garbage, which V8 does only when it runs short of memory. After
 * minutes, and after the start, it also gives back what a sale would need again: compiled code, and room for objects.
 */
export function tidyWhenIdle(): void {
  let before = performance.eventLoopUtilization();
  let restedFor = 0;
  let leastBytes = 0;

  const look = () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    restedFor = utilization > BUSY_FROM ? 0 : restedFor + 1;
    if (restedFor !== RESTS_AFTER && restedFor !== SLEEPS_AFTER) return;
    if (process.memoryUsage.rss() < leastBytes * GROWN_BY) return;

    flushCompileCache();
    const isAsleep = restedFor === SLEEPS_AFTER || leastBytes === 0;
    collectGarbage(isAsleep ? 'last-resort' : 'regular');
    if (isAsleep) leastBytes = process.memoryUsage.rss();
  };
  setInterval(look, LOOK_EVERY_MS).unref();
}

function collectGarbage(flavor: 'last-resort' | 'regular'): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  collect({ type: 'major', execution: 'sync', flavor });
}
