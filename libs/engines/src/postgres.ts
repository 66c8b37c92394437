import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Cluster, openCluster } from './cluster.ts';
import { readConfig } from './config.ts';
import { EngineError, explain } from './engine-error.ts';
import { type EngineProcess, startProcess } from './engine-process.ts';
import { onFreePort, requireFree } from './free-port.ts';
import { stopLeftover } from './leftover.ts';

const STOP_GRACE_MS = 20_000;
const READY_WITHIN_MS = 120_000;
const POLL_MS = 20;

const DEFAULT_SETTINGS = {
  shared_buffers: '128MB',
  max_connections: '200',
  max_wal_size: '1GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  jit: 'off',
  log_min_messages: 'warning',
  // Neither statements nor rows in the log: both can hold personal data.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
} as const;

export type PostgresOptions = {
  /** Kept between starts: the cluster and, beside it and readable by its owner only, its password. */
  readonly dataDir: string;
  /** Without it a free port is chosen, and kept by restart(). */
  readonly port?: number | undefined;
  /** Parameters of postgresql.conf, over ours. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
  /** Called when PostgreSQL, once started, ends without stop() or kill9(). */
  readonly onCrash?: (lastWords: string) => void;
};

export type Postgres = {
  /** The superuser's URL of the database "postgres". */
  readonly adminUrl: string;
  readonly port: number;
  /** Ends every session and stops; nothing committed is lost. */
  stop(): Promise<void>;
  /** Ends all its processes at once, as a power cut would; restart() recovers. */
  kill9(): Promise<void>;
  /** On the same port, running or not. */
  restart(): Promise<void>;
};

/**
 * Starts PostgreSQL on loopback TCP with password login, making the cluster when there is none yet.
 * A PostgreSQL that still runs on the same folder is stopped first: keep two owners apart yourself.
 * @throws EngineError with one sentence to show: no build for this machine, a taken port, a full disk …
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const dataDir = path.resolve(options.dataDir);
  const cluster = await openCluster(dataDir);
  const { folder, password } = cluster;

  const adminUrl = (port: number) => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const launch = async (port: number): Promise<EngineProcess> => {
    await stopLeftover(folder, path.join(folder, 'postmaster.pid'), 'SIGINT');
    await requireFree(port, 'PostgreSQL');
    const postgres = await spawnPostgres(cluster, port, options);
    await ready(postgres, adminUrl(port), { engine: 'PostgreSQL', dataDir, port });
    postgres.onCrash(options.onCrash);
    return postgres;
  };

  let [postgres, port] = await onFreePort(options.port, launch);
  const stop = () => postgres.stop('SIGINT', STOP_GRACE_MS);
  return {
    adminUrl: adminUrl(port),
    port,
    stop,
    kill9: () => postgres.kill9(),
    async restart() {
      await stop();
      postgres = await launch(port);
    },
  };
}

function spawnPostgres({ folder, account }: Cluster, port: number, options: PostgresOptions) {
  const settings = {
    ...DEFAULT_SETTINGS,
    ...options.settings,
    listen_addresses: '127.0.0.1',
    port: `${port}`,
    unix_socket_directories: '',
  };
  const [command = '', ...args] = [
    ...account.prefix,
    path.join(account.postgresHome, 'bin/postgres'),
    '-D',
    folder,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  return startProcess({
    command,
    args,
    cwd: folder,
    env: readConfig().engineEnv,
    user: account.user,
    orphanSignal: 'INT',
    log: options.log,
  });
}

type Attempt = { readonly engine: string; readonly dataDir: string; readonly port: number };

/** Waits until it takes connections; while it recovers from a crash it refuses them. */
async function ready(postgres: EngineProcess, url: string, attempt: Attempt): Promise<void> {
  const giveUpAt = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const refusal = await tryToConnect(url);
    if (postgres.hasEnded()) throw explain(await postgres.finalWords(), attempt);
    if (!refusal) return;
    if (refusal === 'wrong-password' || performance.now() > giveUpAt) {
      await postgres.stop('SIGINT', STOP_GRACE_MS);
      throw new EngineError(
        refusal === 'wrong-password'
          ? `The password kept in ${attempt.dataDir} is not the database's: put the right one back.`
          : `PostgreSQL was not ready within ${READY_WITHIN_MS / 1000} seconds.`,
      );
    }
    await pause(POLL_MS);
  }
}

const INVALID_PASSWORD = '28P01';

async function tryToConnect(
  connectionString: string,
): Promise<'wrong-password' | 'not-yet' | undefined> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code === INVALID_PASSWORD ? 'wrong-password' : 'not-yet';
  } finally {
    await client.end().catch(() => undefined);
  }
}
