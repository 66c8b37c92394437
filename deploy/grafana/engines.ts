import type { Dashboard } from './dashboard.ts';

/** What carries the load: NATS with its streams and readers, Postgres with its pools, and the disks. */
export const engines: Dashboard = {
  uid: 'karcis-engines',
  title: 'Karcis: NATS and Postgres',
  rows: [
    {
      title: 'Events',
      panels: [
        {
          title: 'Outbox lag',
          tells: 'Age of the oldest event that committed and is not published yet.',
          unit: 's',
          queries: [{ expr: 'max by (service) (outbox_lag_seconds)', legend: '{{service}}' }],
        },
        {
          title: 'Published a second',
          tells: 'Events that the stream acknowledged.',
          unit: 'ops',
          queries: [
            { expr: 'sum by (service) (rate(events_published_total[5m]))', legend: '{{service}}' },
          ],
        },
        {
          title: 'Readers behind',
          tells: 'Events that a reader was not given yet.',
          queries: [
            {
              expr: 'max by (stream, durable) (consumer_pending)',
              legend: '{{durable}} of {{stream}}',
            },
          ],
        },
        {
          title: 'In hand',
          tells: 'Events that a reader works on, or that wait for their next try.',
          queries: [
            {
              expr: 'max by (stream, durable) (consumer_ack_pending)',
              legend: '{{durable}} of {{stream}}',
            },
          ],
        },
        {
          title: 'Handled a second',
          tells: 'By how it ended.',
          unit: 'ops',
          queries: [
            {
              expr: 'sum by (durable, outcome) (rate(events_handled_total[5m]))',
              legend: '{{durable}} {{outcome}}',
            },
          ],
        },
        {
          title: 'Retries and dead letters',
          tells: 'In the last hour.',
          queries: [
            {
              expr: 'sum by (durable) (increase(consumer_retries_total[1h]))',
              legend: 'again {{durable}}',
            },
            {
              expr: 'sum by (durable) (increase(dead_letters_total[1h]))',
              legend: 'dead {{durable}}',
            },
          ],
        },
        {
          title: 'Streams',
          tells: 'Bytes on the disk of NATS.',
          unit: 'bytes',
          queries: [{ expr: 'max by (stream) (stream_bytes)', legend: '{{stream}}' }],
        },
        {
          title: 'Events kept',
          tells: 'Of the last 7 days.',
          queries: [{ expr: 'max by (stream) (stream_messages)', legend: '{{stream}}' }],
        },
      ],
    },
    {
      title: 'Postgres',
      panels: [
        {
          title: 'Transactions a second',
          tells: 'Of the whole database.',
          unit: 'ops',
          queries: [
            { expr: 'max(rate(postgres_commits_total[5m]))', legend: 'committed' },
            { expr: 'max(rate(postgres_rollbacks_total[5m]))', legend: 'rolled back' },
          ],
        },
        {
          title: 'Connections',
          tells: 'Of those that the server allows.',
          queries: [
            { expr: 'max(postgres_connections)', legend: 'open' },
            { expr: 'max(postgres_connections_max)', legend: 'allowed' },
          ],
        },
        {
          title: 'Pools',
          tells: 'Connections of each service that are busy, and work that waits for one.',
          queries: [
            {
              expr: 'sum by (service, state) (database_pool_connections{state=~"busy|waiting"})',
              legend: '{{service}} {{state}}',
            },
          ],
        },
        {
          title: 'Found in memory',
          tells: 'Blocks that did not have to be read from the disk.',
          unit: 'percentunit',
          queries: [
            {
              expr: 'max(rate(postgres_blocks_hit_total[5m])) / (max(rate(postgres_blocks_hit_total[5m])) + max(rate(postgres_blocks_read_total[5m])))',
              legend: 'hits',
            },
          ],
        },
        {
          title: 'Size',
          tells: 'Of the database.',
          unit: 'bytes',
          queries: [{ expr: 'max(postgres_database_bytes)', legend: 'database' }],
        },
        {
          title: 'Deadlocks and temporary files',
          tells: 'In the last hour.',
          queries: [
            { expr: 'max(increase(postgres_deadlocks_total[1h]))', legend: 'deadlocks' },
            {
              expr: 'max(increase(postgres_temporary_bytes_total[1h]))',
              legend: 'temporary bytes',
            },
          ],
        },
        {
          title: 'Room on the disks',
          tells: 'Of the folders that files go to.',
          unit: 'percentunit',
          queries: [
            {
              expr: 'min by (folder) (storage_free_bytes / storage_size_bytes)',
              legend: '{{folder}}',
            },
          ],
        },
      ],
    },
  ],
};
