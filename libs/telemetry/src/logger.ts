import pino, { type DestinationStream, type LogFn, type Logger } from 'pino';
import { describeError } from './describe-error.ts';
import { redact } from './redact.ts';
import { reportFailure } from './report-errors.ts';
import { standardOutput } from './standard-output.ts';
import { currentTraceId } from './trace-context.ts';

export type { Logger };
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

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
      hooks: { logMethod: tellOfFailures },
    },
    destination,
  );
}

const ERROR = 50;
const FATAL = 60;

/** What is logged as a failure is reported as one, wherever it happens. */
function tellOfFailures(this: Logger, args: Parameters<LogFn>, write: LogFn, level: number): void {
  const [facts, what] = args as readonly unknown[];
  if (level >= ERROR && typeof facts === 'object' && facts !== null) {
    const { err, error = err } = facts as { readonly err?: unknown; readonly error?: unknown };
    if (error !== undefined) reportFailure({ what: String(what), error, isFatal: level >= FATAL });
  }
  write.apply(this, args);
}
