import pino, { type DestinationStream, type Logger } from 'pino';
import { describeError } from './describe-error.ts';
import { redact } from './redact.ts';
import { currentTraceId } from './trace-context.ts';

export type { Logger };
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Each write wakes up whoever reads the log; at an on-sale moment there are thousands of lines a second. */
const BUFFER_BYTES = 12_288;
/** A quiet service still shows a line within this time. */
const FLUSH_EVERY_MS = 500;

/**
 * One JSON object a line: `level` (a word), `time` (ISO 8601), `service`, `msg`, the line's own fields, and
 * `traceId` inside a trace. Lines are written in batches, and the rest when the process ends.
 */
export function createLogger(
  service: string,
  level: LogLevel = 'info',
  destination: DestinationStream = standardOutput(),
): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (word) => ({ level: word }), log: redact },
      serializers: { err: describeError, error: describeError },
      mixin: () => currentTraceId() ?? {},
    },
    destination,
  );
}

const standardOutput = () =>
  pino.destination({
    dest: 1,
    sync: false,
    minLength: BUFFER_BYTES,
    periodicFlush: FLUSH_EVERY_MS,
  });
