import type { JsMsg } from '@nats-io/jetstream';
import type { Envelope } from '@karcis/contracts';
import { insertDeadLetter } from './dead-letters.ts';
import { isOutage } from './failures.ts';
import { failureText } from './failure-text.ts';
import { claim } from './inbox.ts';
import type { Log } from './log.ts';
import type { consumerMetrics } from './metrics.ts';
import type { Subscription } from './subscription.ts';
import type { Transact, Unit } from './unit.ts';

export type Reader<D> = {
  readonly stream: string;
  readonly durable: string;
  readonly subscriptions: ReadonlyMap<string, Subscription<D>>;
  readonly transact: Transact<D>;
  /** Tries before a message is set aside. */
  readonly maxAttempts: number;
  readonly log: Log;
  readonly metrics: ReturnType<typeof consumerMetrics>;
};

/** An event with what its handler needs from outside, ready for the transaction. */
export type Ready<D> = {
  readonly event: Envelope;
  readonly subscription: Subscription<D>;
  readonly gathered: unknown;
};
type ReadyMessage<D> = Ready<D> & { readonly message: JsMsg };

const RETRY_MIN_MS = 250;
const RETRY_MAX_MS = 60_000;
/** How long an outage of something else may last before it counts as the message's own failure. */
const OUTAGE_MAX_MS = 60 * 60_000;
/** Delivered this many times its attempts without ever failing in an orderly way: it takes its reader down. */
const DEADLY_FACTOR = 3;

/**
 * Settles messages that wait together. Each ends one of three ways: acknowledged after its effect committed,
 * given back to come later, or set aside in a dead letter that committed before the acknowledgement.
 */
export async function settle<D>(reader: Reader<D>, messages: readonly JsMsg[]): Promise<void> {
  const ready = await Promise.all(messages.map((message) => prepare(reader, message)));
  const batch = ready.filter((item) => item !== undefined);
  if (batch.length === 0) return;

  const failure = await tryAll(reader, batch);
  if (!failure) return;
  if (batch.length === 1 || isOutage(failure.error)) {
    await Promise.all(batch.map(({ message }) => later(reader, message, failure.error)));
    return;
  }
  for (const item of batch) await settleOne(reader, item);
}

async function settleOne<D>(reader: Reader<D>, item: ReadyMessage<D>): Promise<void> {
  const failure = await tryAll(reader, [item]);
  if (failure) await later(reader, item.message, failure.error);
}

/** Runs the batch in one transaction and acknowledges it; the failure otherwise, and nothing happened. */
async function tryAll<D>(
  reader: Reader<D>,
  batch: readonly ReadyMessage<D>[],
): Promise<{ readonly error: unknown } | undefined> {
  try {
    const done = await reader.transact((unit) => handleOnce(reader.durable, unit, batch));
    for (const { message } of batch) message.ack();
    reader.metrics.done.inc(done);
    reader.metrics.repeated.inc(batch.length - done);
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** Handles what this reader has not handled yet, in the order of arrival. Returns how many that were. */
export async function handleOnce<D>(
  durable: string,
  unit: Unit<D>,
  batch: readonly Ready<D>[],
): Promise<number> {
  const claimed = new Set(
    await claim(
      unit.trx,
      durable,
      batch.map(({ event }) => event.id),
    ),
  );
  let done = 0;
  for (const { event, subscription, gathered } of batch) {
    // Deleted once seen: the same event may be in the batch twice.
    if (!claimed.delete(event.id)) continue;
    await subscription.handle(unit, event, gathered);
    done++;
  }
  return done;
}

/** Reads the message and gathers what its handler needs; undefined when it is settled by that already. */
async function prepare<D>(reader: Reader<D>, message: JsMsg): Promise<ReadyMessage<D> | undefined> {
  if (message.info.deliveryCount > reader.maxAttempts * DEADLY_FACTOR) {
    await setAside(reader, message, 'delivered again and again without an answer');
    return undefined;
  }
  let read: Pick<Ready<D>, 'event' | 'subscription'> | undefined;
  try {
    read = readEvent(reader.subscriptions, message.string());
  } catch (error) {
    await setAside(reader, message, failureText(error));
    return undefined;
  }
  if (!read) {
    message.ack();
    return undefined;
  }
  try {
    return { message, ...read, gathered: await read.subscription.gather(read.event) };
  } catch (error) {
    await later(reader, message, error);
    return undefined;
  }
}

/** Undefined for an event of a type that this reader has no handler for; throws when it breaks its contract. */
export function readEvent<D>(
  subscriptions: ReadonlyMap<string, Subscription<D>>,
  payload: string,
): Pick<Ready<D>, 'event' | 'subscription'> | undefined {
  const value = parseJson(payload);
  const type =
    typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type !== 'string') throw new TypeError('the message names no event type');

  const subscription = subscriptions.get(type);
  return subscription && { subscription, event: subscription.parse(value) };
}

/** The engine's own error quotes the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError('the message is not JSON');
  }
}

async function later<D>(reader: Reader<D>, message: JsMsg, error: unknown): Promise<void> {
  const attempts = message.info.deliveryCount;
  const isLast = attempts >= reader.maxAttempts;
  const mayPass = isOutage(error) && Date.now() - message.time.getTime() < OUTAGE_MAX_MS;
  reader.metrics.failed.inc();
  reader.log.warn({ error, subject: message.subject, attempts }, 'an event could not be handled');

  if (isLast && !mayPass) return setAside(reader, message, failureText(error));
  giveBack(reader, message);
}

function giveBack<D>(reader: Reader<D>, message: JsMsg): void {
  reader.metrics.retries.inc();
  message.nak(retryDelayMs(message.info.deliveryCount));
}

/** The letter commits before the message is gone; if it cannot, the message comes again. */
async function setAside<D>(reader: Reader<D>, message: JsMsg, error: string): Promise<void> {
  const { stream, durable, log, metrics } = reader;
  try {
    const isNew = await reader.transact(({ trx }) =>
      insertDeadLetter(trx, {
        stream,
        durable,
        messageKey: message.headers?.get('Nats-Msg-Id') || `sequence ${message.seq}`,
        subject: message.subject,
        payload: message.string(),
        error,
        attempts: message.info.deliveryCount,
      }),
    );
    message.term();
    metrics.dead.inc();
    if (isNew) metrics.deadLetters.inc();
    log.error({ subject: message.subject, reason: error }, 'an event was set aside');
  } catch (failure) {
    log.warn({ error: failure, subject: message.subject }, 'a dead letter could not be written');
    giveBack(reader, message);
  }
}

/** Half fixed, half random: what failed together does not come back together. */
function retryDelayMs(attempt: number): number {
  const delayMs = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** attempt);
  return Math.round(delayMs / 2 + (Math.random() * delayMs) / 2);
}
