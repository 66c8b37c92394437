import { isDeepStrictEqual } from 'node:util';
import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
  jetstreamManager,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';

/** As long as outbox rows are kept, so that a lost stream can be filled again with all it held. */
export const KEEP_MS = 7 * 24 * 60 * 60 * 1000;
const DUPLICATE_WINDOW_MS = 120_000;

/** Streams belong to the publisher: BOOKING keeps `booking.>`. */
const subjectsOf = (stream: string) => [`${stream.toLowerCase()}.>`];

/**
 * `limits` keeps events for readers to come; `discard: new` refuses what does not fit, where `old` would
 * acknowledge it and drop another.
 */
const configOf = (stream: string, replicas: number) =>
  ({
    name: stream,
    subjects: subjectsOf(stream),
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_age: nanos(KEEP_MS),
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    num_replicas: replicas,
  }) satisfies Partial<StreamConfig>;

export async function findStream(
  jsm: JetStreamManager,
  stream: string,
): Promise<StreamInfo | undefined> {
  try {
    return await jsm.streams.info(stream);
  } catch (error) {
    if (isStreamMissing(error)) return undefined;
    throw error;
  }
}

export const createStream = (jsm: JetStreamManager, stream: string, replicas: number) =>
  jsm.streams.add(configOf(stream, replicas));

/** Makes the stream if it is missing, and gives one that an older version made today's settings. */
export async function ensureStream(
  nc: NatsConnection,
  stream: string,
  replicas = 1,
): Promise<void> {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const wanted = configOf(stream, replicas);
  const found = await findStream(jsm, stream);
  if (!found) await jsm.streams.add(wanted);
  // Not without need: from its next start on, nats-server 2.10 tells the update's time as the stream's creation, and a
  // stream of another time looks like one that lost everything.
  else if (!isAs(found.config, wanted)) await jsm.streams.update(stream, wanted);
}

const isAs = (config: StreamConfig, wanted: Partial<StreamConfig>) =>
  isDeepStrictEqual({ ...config, ...wanted }, config);

/** Makes the stream anew, empty. Its durables go with it. */
export async function recreateStream(
  jsm: JetStreamManager,
  stream: string,
  replicas: number,
): Promise<StreamInfo> {
  if (await findStream(jsm, stream)) await jsm.streams.delete(stream);
  return createStream(jsm, stream, replicas);
}

export const isStreamMissing = (error: unknown) =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
