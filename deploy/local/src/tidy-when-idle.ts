import { flushCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_EVERY_MS = 1_000;
/** Share of a second in which the process was at work. */
const BUSY_FROM = 0.05;
/** Seconds without work after which a process rests. */
const RESTS_AFTER = 10;
/** What a collection costs is worth it only when there is something to give back. */
const GROWN_BY = 1.1;

/**
 * Whenever the process has had nothing to do for a while, keeps the compiled code for the next start, which would otherwise
 * happen at its end and hold that up for seconds, and gives back memory, which V8 does only when it runs short of it.
 */
export function tidyWhenIdle(): void {
  let before = performance.eventLoopUtilization();
  let restedFor = 0;
  let tidyBytes = 0;

  const look = () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    restedFor = utilization > BUSY_FROM ? 0 : restedFor + 1;
    if (restedFor < RESTS_AFTER) return;

    restedFor = 0;
    if (process.memoryUsage.rss() < tidyBytes * GROWN_BY) return;
    flushCompileCache();
    collectGarbage();
    tidyBytes = process.memoryUsage.rss();
  };
  setInterval(look, LOOK_EVERY_MS).unref();
}

/** A regular collection: one of the last resort throws away compiled code as well, which the next sale would begin without. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  collect({ type: 'major', execution: 'sync', flavor: 'regular' });
}
