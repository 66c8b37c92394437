import type { JsMsg } from '@nats-io/jetstream';
import type { Envelope } from '@karcis/contracts';
import { failureText } from './failure-text.ts';
import { isOutage } from './failures.ts';
import { giveUp, isDeadly, setAside } from './give-up.ts';
import { claim, findClaims } from './inbox.ts';
import { type ReadEvent, readEvent } from './read-event.ts';
import type { Reader } from './reader.ts';
import type { Subscription } from './subscription.ts';
import type { Unit } from './unit.ts';

/** An event with what its handler needs from outside, ready for the transaction. */
export type Ready<D> = ReadEvent<D> & { readonly gathered: unknown };
type OfMessage<T> = T & { readonly message: JsMsg };
type Failure = { readonly error: unknown };

/**
 * Settles messages that wait together. Each ends one of three ways: acknowledged after its effect committed,
 * given back to come later, or set aside in a dead letter that committed before the acknowledgement.
 */
export async function settle<D>(reader: Reader<D>, messages: readonly JsMsg[]): Promise<void> {
  const read = await readAll(reader, messages);
  const batch = await gatherAll(reader, await dropHandled(reader, read));
  if (batch.length === 0) return;

  const failure = await handleAll(reader, batch);
  if (!failure) return;
  if (batch.length === 1 || isOutage(failure.error)) return giveUpAll(reader, batch, failure.error);

  // One of them is poisonous, or they are in each other's way: alone, only the guilty fails.
  for (const item of batch) {
    const own = await handleAll(reader, [item]);
    if (own) await giveUp(reader, item.message, own.error);
  }
}

/** What cannot be read will never be: it is set aside at once. */
async function readAll<D>(
  reader: Reader<D>,
  messages: readonly JsMsg[],
): Promise<OfMessage<ReadEvent<D>>[]> {
  const all: OfMessage<ReadEvent<D>>[] = [];
  for (const message of messages) {
    if (isDeadly(reader, message)) {
      await setAside(reader, message, 'delivered again and again, and never settled');
      continue;
    }
    try {
      const read = readEvent(reader.subscriptions, message.string());
      if (read) all.push({ message, ...read });
      else message.ack();
    } catch (error) {
      await setAside(reader, message, failureText(error));
    }
  }
  return all;
}

/** After a refill everything comes again; nobody should be asked again about what took effect long ago. */
async function dropHandled<D>(
  reader: Reader<D>,
  all: readonly OfMessage<ReadEvent<D>>[],
): Promise<readonly OfMessage<ReadEvent<D>>[]> {
  const asking = all.filter(({ subscription }) => subscription.gather);
  if (asking.length === 0) return all;

  const ids = asking.map(({ event }) => event.id);
  try {
    const handled = await reader.transact(({ trx }) => findClaims(trx, reader.durable, ids));
    for (const { event, message } of all) if (handled.has(event.id)) message.ack();
    reader.metrics.repeated.inc(handled.size);
    return all.filter(({ event }) => !handled.has(event.id));
  } catch (error) {
    await giveUpAll(reader, all, error);
    return [];
  }
}

/** Asks for all at once, before any transaction is open. */
async function gatherAll<D>(
  reader: Reader<D>,
  all: readonly OfMessage<ReadEvent<D>>[],
): Promise<OfMessage<Ready<D>>[]> {
  const gathered = await Promise.all(
    all.map(async (item) => {
      try {
        return { ...item, gathered: await item.subscription.gather?.(item.event) };
      } catch (error) {
        await giveUp(reader, item.message, error);
        return undefined;
      }
    }),
  );
  return gathered.filter((item) => item !== undefined);
}

/** Handles all in one transaction and acknowledges them; or says why not, and nothing happened. */
async function handleAll<D>(
  { durable, transact, metrics }: Reader<D>,
  batch: readonly OfMessage<Ready<D>>[],
): Promise<Failure | undefined> {
  try {
    const done = await transact((unit) => handleOnce(durable, unit, batch));
    for (const { message } of batch) message.ack();
    metrics.done.inc(done);
    metrics.repeated.inc(batch.length - done);
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
  const ids = batch.map(({ event }) => event.id);
  const unhandled = await claim(unit.trx, durable, ids);
  // Taken out once seen: the same event may be in the batch twice.
  const fresh = batch.filter(({ event }) => unhandled.delete(event.id));
  for (const row of inARow(fresh)) await row.subscription.handleAll(unit, row.events);
  return fresh.length;
}

type Row<D> = { readonly subscription: Subscription<D>; readonly events: Ready<D>[] };

/** Neighbours of one type, so that the order of different ones stays. */
function inARow<D>(batch: readonly Ready<D>[]): Row<D>[] {
  const rows: Row<D>[] = [];
  for (const item of batch) {
    const last = rows.at(-1);
    if (last?.subscription === item.subscription) last.events.push(item);
    else rows.push({ subscription: item.subscription, events: [item] });
  }
  return rows;
}

async function giveUpAll<D>(
  reader: Reader<D>,
  batch: readonly OfMessage<{ readonly event: Envelope }>[],
  error: unknown,
): Promise<void> {
  for (const { message } of batch) await giveUp(reader, message, error);
}
