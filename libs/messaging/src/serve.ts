import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { Rejected, createBatcher, createRoster } from '@karcis/batching';
import type { CallContract } from '@karcis/contracts';
import { withSpan, withTraceparent } from '@karcis/telemetry';
import { isOutage } from './failures.ts';
import { whileUp } from './link.ts';
import type { Log } from './log.ts';
import { type WireResult, decodeCommands, encodeReply } from './wire.ts';

export type ServeOptions = {
  /** Replicas of one service share a queue: each message goes to one of them. Normally the service's name. */
  readonly queue: string;
  /** Batches that run at once. 1 suits writes to hot rows; reads and slow work take more. */
  readonly maxInFlight?: number;
  /** Fewer of them as long as they are quick: see `BatcherOptions`. */
  readonly patience?: { readonly inFlight: number; readonly ms: number };
  readonly maxItems?: number;
  /** Commands that wait; beyond it they are refused as unavailable. */
  readonly maxWaiting?: number;
  readonly log?: Log;
};

export type Server = {
  /** Takes no more, finishes and answers what came in. */
  stop(): Promise<void>;
};

/** Answers one result for each request, in their order; `Rejected` fails that one alone. May be called again for the same request. */
export type BatchHandler<Q, R> = (requests: Q[]) => Promise<readonly (R | Rejected)[]>;

const ITEMS_MAX = 1_024;
const WAITING_MAX = 8_192;

/**
 * Answers a contract. All waiting messages' commands are merged into one batch; each message is answered
 * when its commands are. A batch that throws runs again one by one, unless the failure is an outage.
 * Commands may be executed although their caller gave up, and again when it retries: handlers go by ids.
 */
export function serve<Q, R>(
  nc: NatsConnection,
  { subject, request }: CallContract<Q, R>,
  handleBatch: BatchHandler<Q, R>,
  options: ServeOptions,
): Server {
  const { queue, maxInFlight = 1, maxItems = ITEMS_MAX, maxWaiting = WAITING_MAX, log } = options;
  const answering = createRoster<Promise<void>>();

  const batcher = createBatcher<Q, R>({
    run: (requests) =>
      withSpan(`answer ${subject}`, { kind: 'server' }, () => handleBatch([...requests])),
    maxItems,
    maxInFlight,
    maxWaiting,
    ...(options.patience && { patience: options.patience }),
    singlyOnFailure: (error) => !isOutage(error),
  });

  async function answer(msg: Msg): Promise<void> {
    const commands = decodeCommands(msg);
    if (!commands || !msg.reply) return log?.error({ subject }, 'a message held no commands');

    const results = await withTraceparent(msg.headers?.get('traceparent'), () =>
      Promise.all(commands.map(settle)),
    );
    const bytesMax = (nc.info?.max_payload ?? 1_048_576) - 1_024;
    for (const part of encodeReply(results, bytesMax)) msg.respond(part);
  }

  async function settle(command: unknown): Promise<WireResult> {
    const parsed = request.safeParse(command);
    if (!parsed.success) return { ok: false, error: 'invalid' };

    try {
      return { ok: true, value: await batcher.push(parsed.data) };
    } catch (error) {
      if (isOutage(error)) return { ok: false, error: 'unavailable' };
      log?.error({ error, subject }, 'a command failed');
      return { ok: false, error: 'failed' };
    }
  }

  const subscription = nc.subscribe(subject, {
    queue,
    callback: (error, msg) => {
      if (error) return log?.error({ error, subject }, 'the subscription failed');

      const answered = answer(msg)
        .catch((failure: unknown) => log?.error({ error: failure, subject }, 'no answer was sent'))
        .finally(() => leave());
      const { leave } = answering.add(answered);
    },
  });

  async function finish(): Promise<void> {
    await whileUp(nc, () => subscription.drain()).catch(() => subscription.unsubscribe());
    await Promise.all(answering.values());
    await whileUp(nc, () => nc.flush()).catch(() => undefined);
  }

  let finished: Promise<void> | undefined;
  return { stop: () => (finished ??= finish()) };
}

/** A batch handler for what has no set-based form: each request on its own, all at once, failing alone. */
export const each =
  <Q, R>(handle: (request: Q) => Promise<R>): BatchHandler<Q, R> =>
  (requests) =>
    Promise.all(
      requests.map(async (request) => {
        try {
          return await handle(request);
        } catch (error) {
          return new Rejected(error);
        }
      }),
    );
