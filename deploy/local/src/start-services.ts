import { fileURLToPath } from 'node:url';
import { freePort } from '@karcis/engines';
import { databaseUrl } from './database.ts';
import { HANDLE_FILE, type Handle } from './handle.ts';
import type { Launch } from './launch.ts';
import { LaunchError } from './launch-error.ts';
import { type ServiceProcess, startService } from './service-process.ts';
import { services, settingsFor, web } from './services.ts';
import type { Engines } from './start-engines.ts';

/** Ctrl-C takes 10 s at most, and the engines need about one of them. */
const GATEWAY_GRACE_MS = 4_500;
const SERVICE_GRACE_MS = 3_500;
/** Next to nothing while the others are busy, and all of it when they are not. */
const WAITING_NICENESS = 19;

/**
 * Starts all replicas of all services at once, each with the environment it needs and no more, and resolves when every
 * one says that it can work.
 * @throws LaunchError with what each of those said that could not start
 */
export async function startServices(launch: Launch, engines: Engines): Promise<Handle> {
  const { folder, settings, site, cleanup, step } = launch;
  const { replicas, pages, ops } = await plan(settings.replicas, site.publicPort);

  const handle = () => ({
    url: site.publicUrl,
    gateways: replicas.map(({ publicPort }) => `http://127.0.0.1:${publicPort}`),
    admin: site.admin,
    launcher: { pid: process.pid },
    nats: { url: engines.natsUrl },
    database: { url: engines.adminUrl },
    services: processes.map(({ name, port, pid }) => ({ name, port, pid: pid() ?? null })),
  });
  let saved = Promise.resolve();
  const save = () => {
    saved = saved.then(() => folder.writeJson(HANDLE_FILE, handle()));
    return saved;
  };

  const webUrl = `http://127.0.0.1:${pages}`;
  const processes = [
    ...replicas.flatMap((replica) => startReplica(launch, engines, { ...replica, webUrl }, save)),
    startWeb(launch, { pages, ops }, save),
  ];
  const gateways = processes.filter(({ name }) => name.startsWith('gateway'));
  const others = processes.filter((each) => !gateways.includes(each));
  cleanup.defer(() => stopAll(others, SERVICE_GRACE_MS));
  // Stopped first, so that nothing new comes in while the others finish.
  cleanup.defer(() => stopAll(gateways, GATEWAY_GRACE_MS));
  await save();

  await step('Services', () => allReady(processes));
  return handle();
}

type Plan = {
  readonly replicas: readonly Omit<Replica, 'webUrl'>[];
  /** Web's two ports. */
  readonly pages: number;
  readonly ops: number;
};

type Replica = {
  /** Behind its services' names; empty where there is only one. */
  readonly suffix: string;
  readonly publicPort: number;
  readonly ports: Readonly<Record<string, number>>;
  readonly webUrl: string;
};

/** Every port but the first gateway's is any that is free. */
async function plan(count: number, publicPort: number): Promise<Plan> {
  const another = async () => {
    const port = await freePort();
    return port === publicPort ? freePort() : port;
  };
  const replicas: Omit<Replica, 'webUrl'>[] = [];
  for (let number = 1; number <= count; number += 1) {
    const ports: Record<string, number> = {};
    for (const { name } of services) ports[name] = await another();
    const suffix = count === 1 ? '' : `/${number}`;
    replicas.push({ suffix, ports, publicPort: number === 1 ? publicPort : await another() });
  }
  return { replicas, pages: await another(), ops: await another() };
}

function startReplica(
  { settings, folder, secrets, site, linesOf }: Launch,
  { adminUrl, natsUrl }: Engines,
  { suffix, publicPort, ports, webUrl }: Replica,
  onSpawn: () => void,
): ServiceProcess[] {
  const proofUrl = `http://127.0.0.1:${ports['proof-validation']}`;

  return services.map((service) => {
    const name = `${service.name}${suffix}`;
    const port = ports[service.name] ?? 0;
    return startService({
      name,
      port,
      main: mainOf(service.name),
      mark: folder.path,
      cwd: folder.path,
      env: {
        DATABASE_URL: databaseUrl(service.name, adminUrl, secrets),
        NATS_URL: natsUrl,
        NATS_USER: service.name,
        NATS_PASSWORD: secrets[`nats-${service.name}`],
        ...service.wiring({
          ...{ ...site, publicPort, port, proofUrl, webUrl, secrets },
          file: folder.file,
        }),
        ...settingsFor(service, settings.env),
      },
      niceness: service.canWait ? WAITING_NICENESS : 0,
      hugePages: service.isWaitedFor,
      print: linesOf(name),
      onSpawn,
    });
  });
}

function startWeb(
  { settings, folder, secrets, site, linesOf }: Launch,
  ports: Pick<Plan, 'pages' | 'ops'>,
  onSpawn: () => void,
): ServiceProcess {
  return startService({
    name: 'web',
    port: ports.ops,
    main: mainOf('web'),
    mark: folder.path,
    cwd: folder.path,
    env: { ...web.wiring(ports, site, secrets), ...settingsFor(web, settings.env) },
    niceness: 0,
    print: linesOf('web'),
    onSpawn,
  });
}

const mainOf = (service: string) =>
  fileURLToPath(new URL(`../../../services/${service}/src/main.ts`, import.meta.url));

async function stopAll(processes: readonly ServiceProcess[], graceMs: number): Promise<void> {
  await Promise.all(processes.map((process) => process.stop(graceMs)));
}

/** Waits for all, so that a person reads of every setting at fault and not of the first alone. */
async function allReady(processes: readonly ServiceProcess[]): Promise<void> {
  const results = await Promise.allSettled(processes.map((process) => process.ready()));
  const failures = results.flatMap((result) =>
    result.status === 'rejected' ? [(result.reason as Error).message] : [],
  );
  if (failures.length > 0) throw new LaunchError([...new Set(failures)].join('\n'));
}
