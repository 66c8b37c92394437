export { findNatsServer } from './find-nats-server.ts';
export { findPrometheus } from './find-prometheus.ts';
export { freePort } from './free-port.ts';
export { type Nats, type NatsOptions, type NatsUser, startNats } from './nats.ts';
export { type Postgres, type PostgresOptions, startPostgres } from './postgres.ts';
