import type { NatsConnection } from '@nats-io/transport-node';
import { Overloaded, Rejected, createBatcher } from '@karcis/batching';
import type { CallContract } from '@karcis/contracts';
import { type Metrics, withSpan } from '@karcis/telemetry';
import { ask } from './ask.ts';
import { Unavailable } from './failures.ts';
import { callerMetrics } from './metrics.ts';

export type CallerOptions = {
  /** For the answer, and before that for a place in a message. */
  readonly timeoutMs?: number;
  /** Messages under way at once. */
  readonly maxInFlight?: number;
  /** Fewer of them as long as they are answered quickly: see `BatcherOptions`. */
  readonly patience?: { readonly inFlight: number; readonly ms: number };
  readonly maxWaiting?: number;
  readonly metrics?: Metrics;
};

const TIMEOUT_MS = 5_000;
const MESSAGES_IN_FLIGHT_MAX = 4;
const COMMANDS_MAX = 256;
const BYTES_MAX = 512_000;
const WAITING_MAX = 8_192;

type Command = { readonly text: string; readonly pushedAt: number };

/**
 * Asks another service. The requests of one tick travel together, as one message. Rejects with `Unavailable`
 * (nobody there, no answer in time, too many waiting) or `RemoteFailure`. After `Unavailable` the
 * command may still be executed, even later: every command bears an id that makes its repeat harmless.
 * Answers are taken as the other side sent them, without validation.
 */
export function createCaller<Q, R>(
  nc: NatsConnection,
  contract: CallContract<Q, R>,
  options: CallerOptions = {},
): (request: Q) => Promise<R> {
  const { subject } = contract;
  const { timeoutMs = TIMEOUT_MS } = options;
  const send = createSend<R>(nc, subject, options);

  async function run(commands: readonly Command[]): Promise<readonly (R | Rejected)[]> {
    const now = performance.now();
    // Whoever waited this long has given up or is about to; they stand in front. To ask for them now would only delay the rest.
    const fresh = commands.filter(({ pushedAt }) => now - pushedAt <= timeoutMs);
    const late = commands
      .slice(fresh.length)
      .map(() => new Rejected(new Unavailable(`${subject} has too much to do`)));
    if (fresh.length === 0) return late;
    return [...late, ...(await send(fresh.map(({ text }) => text)))];
  }

  const batcher = createBatcher<Command, R>({
    run,
    maxItems: COMMANDS_MAX,
    maxInFlight: options.maxInFlight ?? MESSAGES_IN_FLIGHT_MAX,
    ...(options.patience && { patience: options.patience }),
    maxWaiting: options.maxWaiting ?? WAITING_MAX,
    weigh: ({ text }) => Buffer.byteLength(text),
    maxWeight: BYTES_MAX,
    singlyOnFailure: false,
  });

  return async (request) => {
    try {
      return await batcher.push({ text: JSON.stringify(request), pushedAt: performance.now() });
    } catch (error) {
      if (!(error instanceof Overloaded)) throw error;
      throw new Unavailable(`too many wait to ask ${subject}`, { cause: error });
    }
  };
}

/**
 * The same for whoever has a batch in hand, as a server that answers batches: 256 small requests at most, in one message, and one
 * result each in their order. Rejects, for all of them, with what `createCaller` says.
 */
export function createBatchCaller<Q, R>(
  nc: NatsConnection,
  { subject }: CallContract<Q, R>,
  options: Pick<CallerOptions, 'timeoutMs' | 'metrics'> = {},
): (requests: readonly Q[]) => Promise<readonly (R | Rejected)[]> {
  const send = createSend<R>(nc, subject, options);
  return (requests) => send(requests.map((request) => JSON.stringify(request)));
}

function createSend<R>(nc: NatsConnection, subject: string, options: CallerOptions) {
  const { timeoutMs = TIMEOUT_MS } = options;
  const metrics = options.metrics && callerMetrics(options.metrics, subject);

  return async (texts: readonly string[]): Promise<readonly (R | Rejected)[]> => {
    const startedAt = performance.now();
    metrics?.size.observe(texts.length);
    return withSpan(`ask ${subject}`, { kind: 'client' }, async () => {
      const answers = await ask<R>(nc, subject, texts, timeoutMs);
      metrics?.seconds((performance.now() - startedAt) / 1000);
      return answers;
    });
  };
}
