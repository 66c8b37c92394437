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

  // First the reader, then the stream: so a healthy stream's end is never before what was delivered.
  const found = await findDurable(jsm, stream, durable);
  if (!found) return jsm.consumers.add(stream, wanted);

  const { state } = await jsm.streams.info(stream);
  if (found.delivered.stream_seq > state.last_seq) {
    await jsm.consumers.delete(stream, durable);
    return jsm.consumers.add(stream, wanted);
  }
  return isAs(found.config, wanted) ? found : jsm.consumers.update(stream, durable, wanted);
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

const isDurableMissing = (error: unknown) =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound;
