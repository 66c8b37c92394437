import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { endSilentConnections } from './end-silent-connections.ts';
import { typeParsers } from './type-parsers.ts';

export type Tx<D> = Transaction<D>;

export type Database<D> = {
  readonly db: Kysely<D>;
  /** The same connections, for the hot paths that prepare their statements by name. */
  readonly pool: pg.Pool;
  /** Resolves when the database answers, rejects when it did not within 2 s. */
  ready(): Promise<void>;
  /** Waits for the connections in use, then closes all. Later calls return the same promise. */
  close(): Promise<void>;
};

export type OpenDatabaseOptions = {
  readonly url: string;
  /** Connections at most. */
  readonly max: number;
  readonly applicationName: string;
  /** `off` answers a commit before the disk has it. Default `on`. */
  readonly synchronousCommit?: 'on' | 'off';
  /** For a statement, and for the silence between two in one transaction: the server then ends it, with all its locks. */
  readonly statementTimeoutMs?: number;
  /** What the server's own timeout is given on top before the connection counts as dead. */
  readonly answerGraceMs?: number;
  /** Told of each connection that broke. The pool replaces it by itself. */
  readonly onConnectionLost?: (error: Error) => void;
};

const STATEMENT_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 300_000;
const KEEP_ALIVE_DELAY_MS = 10_000;
const READY_TIMEOUT_MS = 2_000;
const ANSWER_GRACE_MS = 5_000;

/**
 * Opens a pool lazily: the first query connects. int8 arrives as a number (a RangeError beyond 2^53),
 * date as 'YYYY-MM-DD', timestamptz as Date, numeric as text.
 */
export function openDatabase<D>(options: OpenDatabaseOptions): Database<D> {
  const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max,
    application_name: options.applicationName,
    options: [
      `-c synchronous_commit=${options.synchronousCommit ?? 'on'}`,
      `-c statement_timeout=${statementTimeoutMs}`,
      // Whoever is frozen, or gone without a word, would keep its locks for as long as TCP believes in it.
      `-c idle_in_transaction_session_timeout=${statementTimeoutMs}`,
    ].join(' '),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    types: typeParsers,
  });

  const onLost = options.onConnectionLost ?? (() => undefined);
  pool.on('error', onLost);
  // A connection that breaks while it is lent out reports to itself, and an 'error' nobody hears ends the process.
  pool.on('connect', (client) => client.on('error', onLost));
  endSilentConnections(pool, statementTimeoutMs + (options.answerGraceMs ?? ANSWER_GRACE_MS));

  let closing: Promise<void> | undefined;
  return {
    db: new Kysely<D>({ dialect: new PostgresDialect({ pool }) }),
    pool,
    ready: () => answers(pool),
    close: () => (closing ??= pool.end()),
  };
}

async function answers(pool: pg.Pool): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`Postgres did not answer within ${READY_TIMEOUT_MS} ms`)),
    READY_TIMEOUT_MS,
  );
  try {
    await Promise.race([pool.query('select 1'), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
