import pino, { type DestinationStream } from 'pino';

/** Each write wakes up whoever reads the log; at an on-sale moment there are thousands of lines a second. */
const BUFFER_BYTES = 12_288;
/** A quiet service still shows a line within this time. */
const FLUSH_EVERY_MS = 500;

/**
 * Writes lines in batches, and the rest when the process ends. The lines of one tick are handed on together, since pino's own buffer
 * measures all that it holds at each call.
 */
export function standardOutput(): DestinationStream & { flushSync(): void } {
  const output = pino.destination({
    dest: 1,
    sync: false,
    minLength: BUFFER_BYTES,
    periodicFlush: FLUSH_EVERY_MS,
  });
  let lines = '';

  function handOn(): void {
    if (lines === '') return;
    const text = lines;
    lines = '';
    output.write(text);
  }

  // Before pino's own listener, which writes what it has.
  process.prependListener('exit', handOn);
  return {
    write(line) {
      if (lines === '') setImmediate(handOn);
      lines += line;
    },
    flushSync() {
      handOn();
      output.flushSync();
    },
  };
}
