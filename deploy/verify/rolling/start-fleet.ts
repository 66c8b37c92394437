import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { freePort, startNats, startPostgres } from '@karcis/engines';
import { readSettings } from '@karcis/local';
import { migrateAll } from '@karcis/migrate';
import { ensureBuild } from '@karcis/web/build';
import pg from 'pg';
import { openDataFolder } from '../../local/src/data-folder.ts';
import { databaseUrl, ensureDatabase } from '../../local/src/database.ts';
import { databasePasswords, openSecrets } from '../../local/src/secrets.ts';
import type { ServiceName } from '../../local/src/service-names.ts';
import { type ServiceProcess, startService } from '../../local/src/service-process.ts';
import { natsPasswords, services, settingsFor, web } from '../../local/src/services.ts';
import { type Backend, type Balancer, startBalancer } from './balancer.ts';

export type Member = ServiceName | 'web';
export const members: readonly Member[] = [...services.map(({ name }) => name), 'web'];

export type Fleet = {
  /** Where people come in. */
  readonly url: string;
  readonly apiKey: string;
  readonly database: pg.Pool;
  /** What the services said, warnings and worse. */
  readonly lines: readonly string[];
  /** Starts a new process of this kind beside the old ones, and when it is ready asks the oldest to go. Resolves when that is gone. */
  replaceOldest(member: Member): Promise<void>;
  stop(): Promise<void>;
};

type Running = { readonly process: ServiceProcess; readonly backend: Backend };

const REPLICAS = 2;
/** Longer than the balancer takes to notice, and than the gateway keeps an idle connection (4 s). */
const DRAIN_SECONDS = 5;
const STOP_GRACE_MS = 20_000;

const quiet = {
  ...{ SEED_DEMO: 'false', RATE_LIMIT_PER_MINUTE: '0', LOG_LEVEL: 'warn' },
  DRAIN_SECONDS: `${DRAIN_SECONDS}`,
};

const HERE = path.join(import.meta.dirname, '../../..');

/**
 * Two processes of every service, as the launcher starts them, behind addresses that stay when a process is replaced. They are of
 * the version in `oldRoot`, on a database that this version has migrated already; those that replace them are of this version.
 */
export async function startFleet(parent: string, oldRoot = HERE): Promise<Fleet> {
  const cleanup = new AsyncDisposableStack();
  try {
    const dataDir = await mkdtemp(path.join(parent, 'fleet-'));
    cleanup.defer(() => rm(dataDir, { recursive: true, force: true }));
    const settings = readSettings({ ...quiet, KARCIS_DATA_DIR: dataDir });
    const folder = await openDataFolder(settings.dataDir);
    cleanup.defer(async () => folder.release());
    const secrets = await openSecrets(folder);
    const [postgres, nats] = await Promise.all([
      startPostgres({ dataDir: folder.file('postgres') }),
      startNats({
        dataDir: folder.file('nats'),
        config: path.join(import.meta.dirname, '../../nats/nats.conf'),
        env: natsPasswords(secrets),
      }),
      ensureBuild(),
    ]);
    cleanup.defer(() => postgres.stop());
    cleanup.defer(() => nats.stop());
    const adminUrl = await ensureDatabase(postgres.adminUrl);
    await migrateAll(adminUrl, databasePasswords(secrets));

    const balancers = new Map<Member, Balancer>();
    for (const member of ['gateway', 'proof-validation', 'web'] as const) {
      const balancer = await startBalancer();
      cleanup.defer(() => balancer.stop());
      balancers.set(member, balancer);
    }
    const urlOf = (member: Member) => `http://127.0.0.1:${balancers.get(member)?.port}`;
    const lines: string[] = [];
    const running = new Map<Member, Running[]>();
    const site = {
      publicPort: balancers.get('gateway')?.port ?? 0,
      publicUrl: urlOf('gateway'),
      admin: {
        email: settings.adminEmail,
        password: secrets['admin-password'],
        apiKey: secrets['admin-api-key'],
      },
    };

    async function start(member: Member, root = HERE): Promise<void> {
      const [port, own] = [await freePort(), await freePort()];
      const common = { mark: folder.path, cwd: folder.path, niceness: 0, onSpawn: () => undefined };
      const process = startService({
        ...common,
        name: member,
        port: own,
        main: path.join(root, `services/${member}/src/main.ts`),
        env: envOf(member, port, own),
        print: (line) => void lines.push(`${member} ${line}`),
      });
      const backend = { port: member === 'proof-validation' ? own : port, readyPort: own };
      running.set(member, [...(running.get(member) ?? []), { process, backend }]);
      await process.ready();
      balancers.get(member)?.add(backend);
    }

    function envOf(member: Member, port: number, own: number): Record<string, string> {
      if (member === 'web') {
        return {
          ...web.wiring({ pages: port, ops: own }, site, secrets),
          ...settingsFor(web, settings.env),
        };
      }
      const service = services.find(({ name }) => name === member);
      if (!service) throw new Error(`no service ${member}`);
      return {
        DATABASE_URL: databaseUrl(member, adminUrl, secrets),
        NATS_URL: nats.url,
        NATS_USER: member,
        NATS_PASSWORD: secrets[`nats-${member}`],
        ...service.wiring({
          ...{ ...site, secrets, file: folder.file, port: own, publicPort: port },
          ...{ proofUrl: urlOf('proof-validation'), webUrl: urlOf('web') },
        }),
        ...settingsFor(service, settings.env),
      };
    }

    async function stopOne(member: Member, one: Running): Promise<void> {
      await one.process.stop(STOP_GRACE_MS);
      balancers.get(member)?.remove(one.backend);
      const left = (running.get(member) ?? []).filter((each) => each !== one);
      running.set(member, left);
    }

    cleanup.defer(async () => {
      const all = [...running].flatMap(([member, some]) =>
        some.map((one) => [member, one] as const),
      );
      await Promise.all(all.map(([member, one]) => stopOne(member, one)));
    });
    await Promise.all(
      members.flatMap((member) => Array.from({ length: REPLICAS }, () => start(member, oldRoot))),
    );
    const database = new pg.Pool({ connectionString: adminUrl, max: 2 });
    database.on('error', () => undefined);
    cleanup.defer(() => database.end());

    return {
      url: site.publicUrl,
      apiKey: site.admin.apiKey,
      ...{ database, lines },
      async replaceOldest(member) {
        const [oldest] = running.get(member) ?? [];
        await start(member);
        if (oldest) await stopOne(member, oldest);
      },
      stop: () => cleanup.disposeAsync(),
    };
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}
