import { once } from 'node:events';
import { describeSettings, readSettings } from './src/config.ts';
import { createLogLines, inOneWrite } from './src/log-lines.ts';
import { panel } from './src/panel.ts';
import { startStack } from './src/stack.ts';
import { createSteps } from './src/steps.ts';
import { paint, seconds } from './src/terminal.ts';
import { tidyWhenIdle } from './src/tidy-when-idle.ts';
import { whyNot } from './src/why-not.ts';

/** `make run`: starts everything, says where it is, and stops it on Ctrl-C. */
const print = (line: string) => console.log(line);
const interrupted = new AbortController();
// Once is enough: a terminal, make and npm each pass the same Ctrl-C on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interrupted.abort());
}

try {
  const settings = readSettings();
  const stack = await startStack(settings, {
    step: createSteps(print, interrupted.signal),
    linesOf: createLogLines(inOneWrite(print)),
  });
  try {
    print(panel(stack, describeSettings(settings), performance.now()));
    tidyWhenIdle();
    if (!interrupted.signal.aborted) await once(interrupted.signal, 'abort');
  } finally {
    const stoppingAt = performance.now();
    print('Stopping …');
    await stack.stop();
    print(`Stopped in ${seconds(performance.now() - stoppingAt)}.`);
  }
} catch (error) {
  if (!interrupted.signal.aborted) console.error(paint('red', whyNot(error)));
  // At once: what an interrupted start began, a download for one, must not keep us.
  process.exit(interrupted.signal.aborted ? 130 : 1);
}
