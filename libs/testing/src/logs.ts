import { Writable } from 'node:stream';
import { createLogger, type Logger } from '@karcis/telemetry';

/** A logger that says nothing. */
export const silentLog: Logger = createLogger('test', 'silent');

export type CapturedLogs = {
  readonly log: Logger;
  /** Each line so far, parsed. */
  readonly lines: readonly Record<string, unknown>[];
  /** All that was written, for looking for what must not be there. */
  text(): string;
};

/** A logger that writes as the services' own does, redaction and all, and keeps every line, from level trace on. */
export function captureLogs(): CapturedLogs {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  return {
    log: createLogger('test', 'trace', stream),
    get lines() {
      return written.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    text: () => written.join(''),
  };
}
