import { flushCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_EVERY_MS = 10_000;
/** Share of the last ten seconds in which the process was at work. */
const BUSY_FROM = 0.05;
/** What a collection costs is worth it only when there is something to give back. */
const GROWN_BY = 1.1;

/**
 * Whenever the process has nothing to do, keeps the compiled code for the next start, which would otherwise happen at
 * its end and hold that up for seconds, and gives back memory, which V8 does only when it runs short of it.
 */
export function tidyWhenIdle(): void {
  let before = performance.eventLoopUtilization();
  let tidyBytes = 0;

  const look = () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization > BUSY_FROM || process.memoryUsage.rss() < tidyBytes * GROWN_BY) return;

    flushCompileCache();
    collectGarbage();
    tidyBytes = process.memoryUsage.rss();
  };
  setInterval(look, LOOK_EVERY_MS).unref();
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
