import { fileURLToPath } from 'node:url';
import { findNatsServer, startNats, startPostgres } from '@karcis/engines';
import { ensureDatabase } from './database.ts';
import { keepRunning } from './keep-running.ts';
import type { Launch } from './launch.ts';
import { natsPasswords } from './services.ts';

export type Engines = {
  /** Of the database that holds every service's schema, as a user who may make roles. */
  readonly adminUrl: string;
  readonly natsUrl: string;
};

const natsConfig = fileURLToPath(new URL('../../nats/nats.conf', import.meta.url));

/** Starts PostgreSQL and nats-server side by side; a database of the person's own is taken as it is. */
export async function startEngines(launch: Launch): Promise<Engines> {
  const { settings, step, cleanup } = launch;
  const [postgres, nats] = await Promise.allSettled([
    settings.databaseUrl === undefined && step('PostgreSQL', () => runPostgres(launch)),
    step('nats-server', () => runNats(launch)),
  ]);
  // Both have settled, so that whichever runs is stopped, NATS before PostgreSQL.
  for (const engine of [postgres, nats]) {
    if (engine.status === 'fulfilled' && engine.value) cleanup.defer(engine.value.stop);
  }
  if (postgres.status === 'rejected') throw postgres.reason;
  if (nats.status === 'rejected') throw nats.reason;

  const adminUrl =
    settings.databaseUrl ?? (postgres.value && (await ensureDatabase(postgres.value.adminUrl)));
  if (!adminUrl) throw new Error('There is no database');
  return { adminUrl, natsUrl: nats.value.url };
}

function runPostgres({ folder, linesOf }: Launch) {
  const log = linesOf('postgres');
  const dataDir = folder.file('postgres');
  return keepRunning((onCrash) => startPostgres({ dataDir, log, onCrash }), log);
}

async function runNats({ folder, secrets, linesOf }: Launch) {
  const log = linesOf('nats');
  const bin = await findNatsServer({ say: log });
  const options = {
    bin,
    dataDir: folder.file('nats'),
    config: natsConfig,
    env: natsPasswords(secrets),
    log: onlyTroubles(log),
  };
  return keepRunning((onCrash) => startNats({ ...options, onCrash }), log);
}

/** nats-server greets with some thirty lines of information. */
const onlyTroubles = (print: (line: string) => void) => (line: string) => {
  if (!line.includes('[INF]')) print(line);
};
