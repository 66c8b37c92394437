import type { JsMsg } from '@nats-io/jetstream';
import { insertDeadLetter } from './dead-letters.ts';
import { failureText } from './failure-text.ts';
import { isOutage } from './failures.ts';
import type { Reader } from './reader.ts';

const RETRY_MIN_MS = 250;
const RETRY_MAX_MS = 60_000;
/** How long an outage of something else may last before it counts as the message's own failure. */
const OUTAGE_MAX_MS = 60 * 60_000;
/** More deliveries than an outage explains: the message takes its reader down each time, before it can count. */
const DEADLY_FACTOR = 10;

/** True for a message that was delivered so often, and never settled, that running it once more is no good. */
export const isDeadly = <D>({ maxAttempts }: Reader<D>, message: JsMsg) =>
  message.info.deliveryCount > maxAttempts * DEADLY_FACTOR;

/** After a failure: the message comes again later, or goes into a dead letter if this was its last try. */
export async function giveUp<D>(reader: Reader<D>, message: JsMsg, error: unknown): Promise<void> {
  const attempts = message.info.deliveryCount;
  reader.metrics.failed.inc();
  reader.log.warn({ error, subject: message.subject, attempts }, 'an event could not be handled');

  const mayPass = isOutage(error) && Date.now() - message.time.getTime() < OUTAGE_MAX_MS;
  if (attempts < reader.maxAttempts || mayPass) return giveBack(reader, message);
  await setAside(reader, message, failureText(error));
}

/** The letter commits before the message is gone; if it cannot, the message comes again. */
export async function setAside<D>(
  reader: Reader<D>,
  message: JsMsg,
  reason: string,
): Promise<void> {
  const { stream, durable, log, metrics } = reader;
  const { subject } = message;
  try {
    const isNew = await reader.transact(({ trx }) =>
      insertDeadLetter(trx, {
        stream,
        durable,
        messageKey: message.headers?.get('Nats-Msg-Id') || `sequence ${message.seq}`,
        subject,
        payload: message.string(),
        error: reason,
        attempts: message.info.deliveryCount,
      }),
    );
    message.term();
    metrics.dead.inc();
    if (isNew) metrics.deadLetters.inc();
    log.error({ subject, reason }, 'an event was set aside');
  } catch (error) {
    log.warn({ error, subject }, 'a dead letter could not be written');
    giveBack(reader, message);
  }
}

function giveBack<D>({ metrics }: Reader<D>, message: JsMsg): void {
  metrics.retries.inc();
  message.nak(retryDelayMs(message.info.deliveryCount));
}

/** Half fixed, half random: what failed together does not come back together. */
function retryDelayMs(attempt: number): number {
  const delayMs = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** attempt);
  return Math.round(delayMs / 2 + (Math.random() * delayMs) / 2);
}
