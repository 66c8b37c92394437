import { fileURLToPath } from 'node:url';
import { findNatsServer, startNats, startPostgres } from '@karcis/engines';
import { ensureDatabase } from './database.ts';
import { keepRunning } from './keep-running.ts';
import type { Launch } from './launch.ts';
import type { Print } from './log-lines.ts';
import { natsPasswords } from './services.ts';

export type Engines = {
  /** Of the database that holds every service's schema, as a user who may make roles. */
  readonly adminUrl: string;
  readonly natsUrl: string;
};

const natsConfig = fileURLToPath(new URL('../../nats/nats.conf', import.meta.url));

/** Starts PostgreSQL and nats-server side by side; a database of the person's own is taken as it is. */
export async function startEngines(launch: Launch): Promise<Engines> {
  const { settings, step } = launch;
  const [postgres, nats] = await Promise.all([
    settings.databaseUrl ? undefined : step('PostgreSQL', () => runPostgres(launch)),
    step('nats-server', () => runNats(launch)),
  ]);
  const adminUrl = settings.databaseUrl ?? (postgres && (await ensureDatabase(postgres.adminUrl)));
  if (!adminUrl) throw new Error('There is no database');
  return { adminUrl, natsUrl: nats.url };
}

function runPostgres({ folder, linesOf, cleanup }: Launch) {
  const print = linesOf('postgres');
  const options = { dataDir: folder.file('postgres'), log: onlyTroubles(print) };
  const starting = keepRunning((onCrash) => startPostgres({ ...options, onCrash }), print);
  cleanup.defer(() => stopOnceStarted(starting));
  return starting;
}

async function runNats({ folder, secrets, linesOf, cleanup }: Launch) {
  const print = linesOf('nats');
  const options = {
    bin: await findNatsServer({ say: print }),
    dataDir: folder.file('nats'),
    config: natsConfig,
    env: natsPasswords(secrets),
    log: onlyTroubles(print),
  };
  const starting = keepRunning((onCrash) => startNats({ ...options, onCrash }), print);
  cleanup.defer(() => stopOnceStarted(starting));
  return starting;
}

/** Nobody may wait for the start any more: the person interrupted it, or the other engine failed. */
async function stopOnceStarted(starting: Promise<{ stop(): Promise<void> }>): Promise<void> {
  const engine = await starting.catch(() => undefined);
  await engine?.stop();
}

/**
 * Engines tell much that is fine. "Starting up" is what PostgreSQL says to our asking whether it is ready; the passwords
 * that nats-server finds in plain text come from its environment.
 */
const FINE =
  / LOG: {2}|the database system is (starting up|shutting down)|administrator command|\[INF\]|Plaintext passwords/;

const onlyTroubles = (print: Print) => (line: string) => {
  if (!FINE.test(line)) print(line);
};
