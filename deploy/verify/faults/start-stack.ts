import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort, type Nats, type Postgres, startNats, startPostgres } from '@karcis/engines';
import { type Handle, readHandle, readSettings } from '@karcis/local';
import { ensureBuild } from '@karcis/web/build';
import { migrateAll } from '@karcis/migrate';
import pg from 'pg';
import { openDataFolder } from '../../local/src/data-folder.ts';
import { ensureDatabase } from '../../local/src/database.ts';
import { databasePasswords, openSecrets } from '../../local/src/secrets.ts';
import { natsPasswords } from '../../local/src/services.ts';
import { serviceNames } from '../../local/src/service-names.ts';
import { startServices } from '../../local/src/start-services.ts';
import { arm, disarm, type KillPoint } from './kill-point.ts';

/** All services as processes, with both engines in the hands of the test. */
export type FaultStack = {
  readonly handle: Handle;
  readonly dataDir: string;
  readonly postgres: Postgres;
  readonly nats: Nats;
  /** An account of nats-server that may do everything. */
  readonly superuser: { readonly user: string; readonly pass: string };
  /** The superuser's connections to the database that holds every schema. */
  readonly database: pg.Pool;
  /** What the services log. */
  readonly lines: readonly string[];
  /** Process ids as they are now, by the services' names. */
  pids(): Promise<ReadonlyMap<string, number>>;
  /** From now on, the first process of this service (`booking`, say) that comes to the point is killed. */
  killAt(service: string, point: KillPoint): Promise<void>;
  /** The points that nobody came to, by service; they are disarmed. */
  unreached(): Promise<string[]>;
  /**
   * Keeps JetStream's files, or one part of them, as they are now, while the server is stopped; resolves with how to put them
   * back while it is stopped again.
   */
  copyEvents(part?: string): Promise<() => Promise<void>>;
  stop(): Promise<void>;
};

/** Nothing but the faults themselves may repair anything: the reconciler stays away. */
const quiet = {
  GATEWAY_PORT: '0',
  SEED_DEMO: 'false',
  RATE_LIMIT_PER_MINUTE: '0',
  LOG_LEVEL: 'warn',
  RECONCILE_SECONDS: '3600',
  NODE_OPTIONS: `--import=${new URL('./die-at-kill-point.ts', import.meta.url).href}`,
};

/**
 * Starts every service as the launcher does, in a folder of its own below `parent`. The engines are started here and not
 * by the launcher, so that nobody but the test starts them again.
 */
export async function startStack(
  parent: string,
  env: Readonly<Record<string, string>> = {},
): Promise<FaultStack> {
  const cleanup = new AsyncDisposableStack();
  try {
    const dataDir = await mkdtemp(path.join(parent, 'stack-'));
    cleanup.defer(() => rm(dataDir, { recursive: true, force: true }));
    const settings = readSettings({ ...quiet, KARCIS_DATA_DIR: dataDir, ...env });
    const folder = await openDataFolder(settings.dataDir);
    cleanup.defer(async () => folder.release());
    const secrets = await openSecrets(folder);
    const superuser = { user: 'test', pass: secrets.internal };

    const [postgres, nats] = await Promise.all([
      startPostgres({ dataDir: folder.file('postgres') }),
      startNats({
        dataDir: folder.file('nats'),
        config: await configWith(superuser, folder.file('nats.conf')),
        env: natsPasswords(secrets),
      }),
      ensureBuild(),
    ]);
    cleanup.defer(() => postgres.stop());
    cleanup.defer(() => nats.stop());
    const adminUrl = await ensureDatabase(postgres.adminUrl);
    await migrateAll(adminUrl, databasePasswords(secrets));

    const lines: string[] = [];
    const publicPort = await freePort();
    const handle = await startServices(
      {
        ...{ settings, folder, secrets, cleanup },
        site: {
          publicPort,
          publicUrl: `http://localhost:${publicPort}`,
          admin: {
            email: settings.adminEmail,
            password: secrets['admin-password'],
            apiKey: secrets['admin-api-key'],
          },
        },
        step: (_what, work) => work(),
        linesOf: (source) => (line) => void lines.push(`${source} ${line}`),
      },
      { adminUrl, natsUrl: nats.url },
    );
    const database = new pg.Pool({ connectionString: adminUrl, max: 4 });
    database.on('error', () => undefined);
    cleanup.defer(() => database.end());

    return {
      handle,
      ...{ dataDir: folder.path, postgres, nats, superuser, database, lines },
      async pids() {
        const { services } = await readHandle(folder.path);
        return new Map(services.flatMap(({ name, pid }) => (pid ? [[name, pid] as const] : [])));
      },
      killAt: (service, point) => arm(folder.path, service, point),
      async unreached() {
        const still = await Promise.all(serviceNames.map((name) => disarm(folder.path, name)));
        return serviceNames.filter((_name, index) => still[index]);
      },
      async copyEvents(part = '.') {
        const live = folder.file(path.join('nats/jetstream', part));
        const copy = folder.file(path.join('nats-copy', part));
        await rm(folder.file('nats-copy'), { recursive: true, force: true });
        await cp(live, copy, { recursive: true });
        return async () => {
          await rm(live, { recursive: true, force: true });
          await cp(copy, live, { recursive: true });
        };
      },
      stop: () => cleanup.disposeAsync(),
    };
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}

/** The configuration of production, with one user more. */
async function configWith({ user, pass }: FaultStack['superuser'], file: string): Promise<string> {
  const ours = path.join(import.meta.dirname, '../../nats/nats.conf');
  const text = await readFile(ours, 'utf8');
  const config = text.replace('users: [', `users: [\n    { user: ${user}, password: ${pass} }\n`);
  await writeFile(file, config, { mode: 0o600 });
  return file;
}
