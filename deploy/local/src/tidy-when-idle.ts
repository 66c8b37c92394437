import { flushCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createPauses, machineGauge } from './rest.ts';

const LOOK_EVERY_MS = 1_000;

/**
 * Whenever the process has had nothing to do for a while, keeps the compiled code for the next start, which would otherwise
 * happen at its end and hold that up for seconds, and collects garbage, which V8 does only when it runs short of memory. After
 * minutes, and after the start, it also gives back what a sale would need again: compiled code, and room for objects.
 */
export function tidyWhenIdle(): void {
  const pauses = createPauses({ machine: machineGauge(), bytes: () => process.memoryUsage.rss() });
  let before = performance.eventLoopUtilization();

  const look = () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    const pause = pauses.after(utilization);
    if (!pause) return;
    flushCompileCache();
    collectGarbage(pause === 'sleep' ? 'last-resort' : 'regular');
    pauses.tidied(pause);
  };
  setInterval(look, LOOK_EVERY_MS).unref();
}

function collectGarbage(flavor: 'last-resort' | 'regular'): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  collect({ type: 'major', execution: 'sync', flavor });
}
