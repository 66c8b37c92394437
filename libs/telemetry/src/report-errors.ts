import { describeError } from './describe-error.ts';
import { currentTraceId } from './trace-context.ts';

/** What a log line of level error or fatal says, for whoever is told of failures. */
export type Failure = {
  /** The line's own words, which are written in the code and quote nobody. */
  readonly what: string;
  readonly error: unknown;
  readonly isFatal: boolean;
};

type Report = (failure: Failure) => void;

/** Undefined when nobody is told: then it costs a look at this. */
let report: Report | undefined;

export const reportFailure: Report = (failure) => report?.(failure);

export type ErrorReports = {
  /** Sends what is left, or gives it up after 2 s. Never rejects. */
  stop(): Promise<void>;
};

const SEND_MS = 2_000;

/**
 * Tells Sentry, or whatever speaks its envelopes at `dsn`, of each failure that is logged: its kind, its stack and the line's own
 * words. Never an error's message: it may quote what a person typed. Without a `dsn` nothing is even loaded.
 */
export async function startErrorReports(
  service: string,
  dsn: string | undefined,
): Promise<ErrorReports> {
  if (!dsn) return { stop: async () => undefined };

  const [{ createStackParser, createTransport }, { ServerRuntimeClient, nodeStackLineParser }] =
    await Promise.all([import('@sentry/core'), import('@sentry/core/server')]);
  const stackParser = createStackParser(nodeStackLineParser());
  const client = new ServerRuntimeClient({
    dsn,
    stackParser,
    integrations: [],
    platform: 'node',
    transport: (options) =>
      createTransport(options, async ({ body }) => {
        const signal = AbortSignal.timeout(SEND_MS);
        const sent = typeof body === 'string' ? body : Buffer.from(body);
        const answer = await fetch(options.url, { method: 'POST', body: sent, signal });
        await answer.arrayBuffer();
        return { statusCode: answer.status };
      }),
  });
  client.init();

  report = ({ what, error, isFatal }) => {
    const { type, stack = '', code } = describeError(error);
    client.captureEvent({
      level: isFatal ? 'fatal' : 'error',
      tags: { service, ...(typeof code === 'string' && { code }), ...currentTraceId() },
      exception: { values: [{ type, value: what, stacktrace: { frames: stackParser(stack, 1) } }] },
    });
  };
  return {
    async stop() {
      report = undefined;
      await client.close(SEND_MS);
    },
  };
}
