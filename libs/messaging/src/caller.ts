import { type NatsConnection, headers } from '@nats-io/transport-node';
import { Overloaded, Rejected, createBatcher } from '@karcis/batching';
import type { CallContract } from '@karcis/contracts';
import { type Metrics, currentTraceparent, withSpan } from '@karcis/telemetry';
import { RemoteFailure, Unavailable } from './failures.ts';
import { linkOf } from './link.ts';
import { callerMetrics } from './metrics.ts';
import { isNoResponders, replyInboxOf } from './reply-inbox.ts';
import { type ReplyPart, type WireError, encodeCommands } from './wire.ts';

export type CallerOptions = {
  readonly timeoutMs?: number;
  /** Messages under way at once. */
  readonly maxInFlight?: number;
  readonly maxWaiting?: number;
  readonly metrics?: Metrics;
};

const TIMEOUT_MS = 5_000;
const MESSAGES_IN_FLIGHT_MAX = 4;
const COMMANDS_MAX = 256;
const BYTES_MAX = 512_000;
const WAITING_MAX = 8_192;

/**
 * Asks another service. The requests of one tick travel together, as one message. Rejects with `Unavailable`
 * (nobody there, no answer in time, too many waiting) or `RemoteFailure`. After `Unavailable` the
 * command may still be executed, even later: every command bears an id that makes its repeat harmless.
 * Answers are taken as the other side sent them, without validation.
 */
export function createCaller<Q, R>(
  nc: NatsConnection,
  { subject }: CallContract<Q, R>,
  options: CallerOptions = {},
): (request: Q) => Promise<R> {
  const { timeoutMs = TIMEOUT_MS } = options;
  const metrics = options.metrics && callerMetrics(options.metrics, subject);

  async function run(commands: readonly string[]): Promise<readonly (R | Rejected)[]> {
    const startedAt = performance.now();
    metrics?.size.observe(commands.length);
    try {
      return await withSpan(`ask ${subject}`, { kind: 'client' }, () =>
        ask<R>(nc, subject, commands, timeoutMs),
      );
    } finally {
      metrics?.seconds.observe((performance.now() - startedAt) / 1000);
    }
  }

  const batcher = createBatcher<string, R>({
    run,
    maxItems: COMMANDS_MAX,
    maxInFlight: options.maxInFlight ?? MESSAGES_IN_FLIGHT_MAX,
    maxWaiting: options.maxWaiting ?? WAITING_MAX,
    weigh: Buffer.byteLength,
    maxWeight: BYTES_MAX,
    singlyOnFailure: false,
  });

  return async (request) => {
    try {
      return await batcher.push(JSON.stringify(request));
    } catch (error) {
      if (!(error instanceof Overloaded)) throw error;
      throw new Unavailable(`too many wait to ask ${subject}`, { cause: error });
    }
  };
}

/** Sends one message and gathers the parts of its answer. What was answered counts, even if the rest is not in time. */
function ask<R>(
  nc: NatsConnection,
  subject: string,
  commands: readonly string[],
  timeoutMs: number,
): Promise<readonly (R | Rejected)[]> {
  const link = linkOf(nc);
  if (!link.up) return Promise.reject(new Unavailable(`no connection to ask ${subject}`));

  return new Promise((resolve) => {
    const answers = new Map<number, R | Rejected>();
    const reply = replyInboxOf(nc).expect((msg) => {
      if (isNoResponders(msg)) return finish(`nobody answers ${subject}`);

      const { from, results } = msg.json<ReplyPart>();
      for (const [index, result] of results.entries()) {
        const answer = result.ok
          ? (result.value as R)
          : new Rejected(failure(subject, result.error));
        answers.set(from + index, answer);
      }
      if (answers.size === commands.length) finish('');
    });
    const timer = setTimeout(
      () => finish(`${subject} did not answer within ${timeoutMs} ms`),
      timeoutMs,
    );
    const forgetDown = link.onDown(() => finish(`the connection broke while asking ${subject}`));

    function finish(reason: string): void {
      clearTimeout(timer);
      forgetDown();
      reply.forget();
      resolve(
        commands.map((_, index) =>
          answers.has(index)
            ? (answers.get(index) as R | Rejected)
            : new Rejected(new Unavailable(reason)),
        ),
      );
    }

    try {
      nc.publish(subject, encodeCommands(commands), { reply: reply.subject, ...traced() });
    } catch (error) {
      finish(`${subject} could not be asked: ${String(error)}`);
    }
  });
}

function traced() {
  const traceparent = currentTraceparent();
  if (!traceparent) return {};

  const carrying = headers();
  carrying.set('traceparent', traceparent);
  return { headers: carrying };
}

const failure = (subject: string, error: WireError) =>
  error === 'unavailable'
    ? new Unavailable(`${subject} is not available`)
    : new RemoteFailure(
        error === 'invalid' ? `${subject} took it for malformed` : `${subject} failed`,
      );
