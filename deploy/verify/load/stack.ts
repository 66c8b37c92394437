import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@karcis/engines';
import { type Handle, readHandle, HEAP_FLAGS, HUGE_PAGES } from '@karcis/local';
import { asAdmin, urlIn } from './as-admin.ts';

/** Everything that a comparison needs, on one PostgreSQL with durable commits for both sides. */
export type Rivals = AsyncDisposable & {
  readonly karcis: Handle;
  /** The superuser's URL of the PostgreSQL that both stand on. */
  readonly adminUrl: string;
  readonly monolith: {
    readonly port: number;
    readonly pid: number;
    readonly items: readonly string[];
  };
};

/** No limit that a benchmark could reach, with the limiter itself at work all the same. */
const unlimited = '1000000';

/** Starts a PostgreSQL, our stack on it as `make run` does, and the monolith on a database beside ours. */
export async function startRivals(
  settings: Readonly<Record<string, string>>,
  postgresSettings: Readonly<Record<string, string>> = {},
): Promise<Rivals> {
  const cleanup = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(path.join(tmpdir(), 'karcis-bench-'));
    cleanup.defer(() => rm(folder, { recursive: true, force: true }));
    const postgres = await startPostgres({
      dataDir: path.join(folder, 'postgres'),
      settings: { ...noCheckpoint, ...postgresSettings },
      log: () => {},
    });
    cleanup.defer(() => postgres.stop());
    await fillWal(postgres.adminUrl);

    const karcis = await startKarcis(path.join(folder, 'karcis'), cleanup, {
      DATABASE_URL: await makeDatabase(postgres.adminUrl, 'karcis'),
      ...settings,
    });
    const monolith = await startMonolith(
      await makeDatabase(postgres.adminUrl, 'monolith'),
      cleanup,
    );
    const { adminUrl } = postgres;
    return { karcis, monolith, adminUrl, [Symbol.asyncDispose]: () => cleanup.disposeAsync() };
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}

/** A checkpoint takes the disk for minutes, and whose turn it would fall into is chance. */
const noCheckpoint = { min_wal_size: '2GB', max_wal_size: '4GB', checkpoint_timeout: '1h' };
const WAL_MB = 1_500;

/**
 * A new PostgreSQL makes its first files for the log while everybody who commits waits, one every second or two; one that has run
 * for a while writes into files that it has. Both rivals meet the latter.
 */
async function fillWal(adminUrl: string): Promise<void> {
  await asAdmin(adminUrl, 'postgres', async (admin) => {
    await admin.query(
      `select pg_logical_emit_message(false, 'bench', repeat('x', 1000000)) from generate_series(1, ${WAL_MB})`,
    );
    await admin.query('checkpoint');
  });
}

async function makeDatabase(adminUrl: string, name: string): Promise<string> {
  await asAdmin(adminUrl, 'postgres', async (admin) => {
    const { rows } = await admin.query('select from pg_database where datname = $1', [name]);
    if (rows.length === 0) await admin.query(`create database ${name}`);
  });
  return urlIn(adminUrl, name);
}

async function startKarcis(
  dataDir: string,
  cleanup: AsyncDisposableStack,
  settings: Readonly<Record<string, string>>,
): Promise<Handle> {
  const run = fileURLToPath(new URL('../../local/run.ts', import.meta.url));
  const launcher = spawn(process.execPath, [run], {
    env: {
      ...process.env,
      KARCIS_DATA_DIR: dataDir,
      GATEWAY_PORT: '0',
      SEED_DEMO: 'false',
      RATE_LIMIT_PER_MINUTE: unlimited,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanup.defer(() => stop(launcher, 'SIGINT'));
  const isUp = new Promise<void>((resolve, reject) => {
    launcher.once('exit', (code) => reject(new Error(`the stack ended with code ${code}`)));
    launcher.stdout.on('data', (text: Buffer) => {
      if (String(text).includes('Ctrl-C')) resolve();
    });
  });
  await isUp;
  // Its log, a line a hold, is of no interest to whoever measures.
  launcher.stdout.removeAllListeners('data').resume();
  return readHandle(dataDir);
}

async function startMonolith(databaseUrl: string, cleanup: AsyncDisposableStack) {
  const main = fileURLToPath(new URL('./monolith.ts', import.meta.url));
  const monolith = fork(main, {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    execArgv: [...HEAP_FLAGS, HUGE_PAGES],
  });
  cleanup.defer(() => stop(monolith, 'SIGTERM'));
  const [{ port }] = (await once(monolith, 'message')) as [{ port: number }];
  const { rows } = await asAdmin(databaseUrl, 'monolith', (admin) =>
    admin.query<{ id: string }>('select id from item'),
  );
  return { port, pid: monolith.pid as number, items: rows.map(({ id }) => id) };
}

async function stop(child: ChildProcess, signal: 'SIGINT' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}
