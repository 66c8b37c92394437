import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  DeliverPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  ReplayPolicy,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { isStreamMissing } from './stream.ts';

export type DurableOptions = {
  readonly stream: string;
  readonly durable: string;
  /** Event types; others never reach this reader. */
  readonly types: readonly string[];
  readonly ackWaitMs: number;
  readonly maxInHand: number;
};

/**
 * Makes sure that the reader's place in the stream exists. A place beyond the stream's end was made in a
 * stream that has lost events since: it is made anew from the start, and the inbox drops what was seen.
 */
export async function ensureDurable(
  jsm: JetStreamManager,
  options: DurableOptions,
): Promise<ConsumerInfo> {
  const { stream, durable } = options;
  const wanted = configOf(options);

  const found = await findDurable(jsm, stream, durable);
  if (!found) return jsm.consumers.add(stream, wanted);
  if (await isBeyondEnd(jsm, found)) {
    await jsm.consumers.delete(stream, durable);
    return jsm.consumers.add(stream, wanted);
  }
  return isAs(found.config, wanted) ? found : jsm.consumers.update(stream, durable, wanted);
}

/** The place was read before the stream is, so a healthy stream's end is never before what was delivered. */
export async function isBeyondEnd(jsm: JetStreamManager, place: ConsumerInfo): Promise<boolean> {
  const { state } = await jsm.streams.info(place.stream_name);
  return place.delivered.stream_seq > state.last_seq;
}

export async function findDurable(
  jsm: JetStreamManager,
  stream: string,
  durable: string,
): Promise<ConsumerInfo | undefined> {
  try {
    return await jsm.consumers.info(stream, durable);
  } catch (error) {
    if (isDurableMissing(error)) return undefined;
    throw error;
  }
}

/**
 * `max_deliver` stays unlimited on purpose: the server drops a message silently after its last delivery, even
 * if that one was lost in a crash. The consumer counts, and writes the dead letter.
 */
const configOf = ({ durable, types, ackWaitMs, maxInHand }: DurableOptions) =>
  ({
    durable_name: durable,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    filter_subjects: types.map((type) => `${type}.*`),
    ack_wait: nanos(ackWaitMs),
    max_ack_pending: maxInHand,
    max_deliver: -1,
  }) satisfies Partial<ConsumerConfig>;

function isAs(config: ConsumerConfig, wanted: ReturnType<typeof configOf>): boolean {
  const filters = config.filter_subjects ?? (config.filter_subject ? [config.filter_subject] : []);
  return (
    [...filters].sort().join() === [...wanted.filter_subjects].sort().join() &&
    config.ack_wait === wanted.ack_wait &&
    config.max_ack_pending === wanted.max_ack_pending
  );
}

/** A missing stream has no durables either. */
const isDurableMissing = (error: unknown) =>
  (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound) ||
  isStreamMissing(error);
