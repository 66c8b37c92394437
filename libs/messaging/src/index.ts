export { Rejected } from '@karcis/batching';
export {
  type Announcement,
  type OutboxRow,
  announce,
  announceMany,
  toOutboxRows,
} from './announcement.ts';
export { type CallerOptions, createBatchCaller, createCaller } from './caller.ts';
export { type ConnectOptions, connectNats } from './connect.ts';
export { type Consumer, type ConsumerOptions, createConsumer } from './consumer.ts';
export { RemoteFailure, Unavailable, isOutage } from './failures.ts';
export { type Hints, createHints } from './hints.ts';
export { type Relay, type RelayOptions, createRelay } from './relay.ts';
export { pause, type Repeated, repeat } from './repeat.ts';
export { type ServeDeadLettersOptions, serveDeadLetters } from './serve-dead-letters.ts';
export { type BatchHandler, type ServeOptions, type Server, each, serve } from './serve.ts';
export { type Reaction, type Subscription, on } from './subscription.ts';
export { ensureStream } from './stream.ts';
export { addMessagingTables } from './tables.ts';
export { type Transact, type TransactOptions, type Unit, createTransact } from './unit.ts';
export type { NatsConnection } from '@nats-io/transport-node';
export { watchStreams } from './watch-streams.ts';
