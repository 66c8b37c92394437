import type pg from 'pg';
import { askOnceAScrape, type Metrics } from '@karcis/telemetry';
import type { Database } from './open-database.ts';

type Numbers = Readonly<Record<(typeof counted | typeof measured)[number][0], string>>;

/** Of the database that this service reaches: every service of an installation tells the same. */
const counted = [
  [
    'commits',
    'postgres_commits_total',
    'Transactions that committed since the server’s statistics began',
  ],
  ['rollbacks', 'postgres_rollbacks_total', 'Transactions that were rolled back'],
  ['deadlocks', 'postgres_deadlocks_total', 'Deadlocks that the server ended'],
  ['hits', 'postgres_blocks_hit_total', 'Blocks found in shared buffers'],
  ['reads', 'postgres_blocks_read_total', 'Blocks that were not in shared buffers'],
  ['temporary', 'postgres_temporary_bytes_total', 'Bytes written to temporary files'],
] as const;

const measured = [
  ['connections', 'postgres_connections', 'Connections to this database'],
  ['most', 'postgres_connections_max', 'Connections that the server allows'],
  ['bytes', 'postgres_database_bytes', 'Size of this database'],
] as const;

const statement = `
  select xact_commit as commits, xact_rollback as rollbacks, deadlocks, blks_hit as hits, blks_read as reads,
    temp_bytes as temporary, numbackends as connections, current_setting('max_connections')::int as most,
    pg_database_size(datname) as bytes
  from pg_stat_database where datname = current_database()`;

/**
 * Shows at each scrape what the service's pool is doing, and what the server says of the database. Numbers that cannot be had
 * now are left out, so that an old one is never taken for today's.
 */
export function watchDatabase({ pool }: Pick<Database<unknown>, 'pool'>, metrics: Metrics): void {
  metrics.gauge({
    name: 'database_pool_connections',
    help: 'Connections of this process, and requests that wait for one',
    labels: ['state'],
    read(gauge) {
      gauge.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
      gauge.set({ state: 'idle' }, pool.idleCount);
      gauge.set({ state: 'waiting' }, pool.waitingCount);
    },
  });

  const ask = askOnceAScrape(() => readNumbers(pool));
  for (const [number, name, help] of counted) {
    metrics.counter({
      name,
      help,
      read: async (counter) => {
        counter.reset();
        const numbers = await ask();
        if (numbers) counter.inc(Number(numbers[number]));
      },
    });
  }
  for (const [number, name, help] of measured) {
    metrics.gauge({
      name,
      help,
      read: async (gauge) => {
        const numbers = await ask();
        gauge.set(numbers ? Number(numbers[number]) : Number.NaN);
      },
    });
  }
}

/** Not when every connection is busy: a scrape waits in no queue. */
async function readNumbers(pool: pg.Pool): Promise<Numbers | undefined> {
  if (pool.waitingCount > 0) return undefined;
  const { rows } = await pool.query<Numbers>({ name: 'watch-database', text: statement });
  return rows[0];
}
