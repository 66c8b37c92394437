import type { Metrics } from '@karcis/telemetry';

/** Every metric of this library, named in one place. */
export const relayMetrics = (metrics: Metrics) => ({
  lagSeconds: metrics.gauge({
    name: 'outbox_lag_seconds',
    help: 'Age of the oldest event that committed and is not published yet',
  }),
  pending: metrics.gauge({
    name: 'outbox_pending',
    help: 'Events that committed and are not published yet',
  }),
  published: metrics.counter({
    name: 'events_published_total',
    help: 'Events that the stream acknowledged',
  }),
  forgotten: metrics.counter({
    name: 'outbox_forgotten_total',
    help: 'Published events that were deleted because their time was over',
  }),
  refills: metrics.counter({
    name: 'stream_refills_total',
    help: 'Times a stream had lost events and was filled again from the outbox',
  }),
});

export const consumerMetrics = (metrics: Metrics, durable: string) => {
  const handled = metrics.counter({
    name: 'events_handled_total',
    help: 'Events by how they ended: done, repeated, failed, dead',
    labels: ['durable', 'outcome'],
  });
  /** Shown as 0 from the start: an alert on its increase would miss a series that begins with 1. */
  const fromZero = <C extends { inc(by: number): void }>(child: C): C => {
    child.inc(0);
    return child;
  };
  return {
    done: handled.labels(durable, 'done'),
    repeated: handled.labels(durable, 'repeated'),
    failed: handled.labels(durable, 'failed'),
    dead: handled.labels(durable, 'dead'),
    retries: fromZero(
      metrics
        .counter({
          name: 'consumer_retries_total',
          help: 'Events given back to be delivered again later',
          labels: ['durable'],
        })
        .labels(durable),
    ),
    deadLetters: fromZero(
      metrics
        .counter({
          name: 'dead_letters_total',
          help: 'Events set aside for a person to read',
          labels: ['durable'],
        })
        .labels(durable),
    ),
  };
};

const BATCH_SIZE_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

export const callerMetrics = (metrics: Metrics, subject: string) => ({
  seconds: metrics
    .duration({
      name: 'call_duration_seconds',
      help: 'Time from sending a message of commands to its last answer',
      labels: ['subject'],
    })
    .labels({ subject }),
  size: metrics.histogram({
    name: 'call_batch_size',
    help: 'Commands that travelled in one message',
    buckets: BATCH_SIZE_BUCKETS,
  }),
});
