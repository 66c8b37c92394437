import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from './config.ts';
import { EngineError, explain } from './engine-error.ts';
import { type EngineProcess, startProcess } from './engine-process.ts';
import { findNatsServer } from './find-nats-server.ts';
import { onFreePort, requireFree } from './free-port.ts';
import { stopLeftover } from './leftover.ts';

const STOP_GRACE_MS = 10_000;
const READY_WITHIN_MS = 60_000;
const CONNECT_WITHIN_MS = 2_000;
const POLL_MS = 20;
const goProcessors = Math.max(1, Math.floor(availableParallelism() / 2));

export type NatsUser = {
  readonly user: string;
  readonly password: string;
  /** Subjects; without a list everything is allowed. */
  readonly publish?: readonly string[];
  readonly subscribe?: readonly string[];
};

export type NatsOptions = {
  /** Kept between starts: JetStream's files. */
  readonly dataDir: string;
  /** Without it a free port is chosen, and kept by restart(). */
  readonly port?: number | undefined;
  /** The server to run; findNatsServer() without it. */
  readonly bin?: string | undefined;
  /** A configuration file that leaves out JetStream's store_dir; address and port are ours whatever it says. */
  readonly config?: string;
  /** Variables the configuration file names, such as passwords. */
  readonly env?: Readonly<Record<string, string>>;
  /** Who may connect, where no configuration file says it; without both, everybody on this machine. */
  readonly users?: readonly NatsUser[];
  readonly log?: (line: string) => void;
  /** Called when the server, once started, ends without stop() or kill9(). */
  readonly onCrash?: (lastWords: string) => void;
};

export type Nats = {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would. */
  kill9(): Promise<void>;
  /** On the same port, running or not. */
  restart(): Promise<void>;
  /** Deletes everything JetStream keeps; only while it is stopped. */
  wipe(): Promise<void>;
};

/**
 * Starts nats-server with JetStream on loopback.
 * A server that still runs on the same folder is stopped first: keep two owners apart yourself.
 * @throws EngineError with one sentence to show: no nats-server, a taken port, a full disk …
 */
export async function startNats(options: NatsOptions): Promise<Nats> {
  const dataDir = path.resolve(options.dataDir);
  const bin = options.bin ?? (await findNatsServer({ say: options.log ?? (() => undefined) }));
  const pidFile = path.join(dataDir, 'nats.pid');
  const config = await writeConfig(dataDir, options);

  const launch = async (port: number): Promise<EngineProcess> => {
    await stopLeftover(dataDir, pidFile, 'SIGTERM');
    await requireFree(port, 'nats-server');
    const server = await startProcess({
      command: bin,
      args: [
        ...['--config', config, '--addr', '127.0.0.1', '--port', `${port}`],
        ...['--jetstream', '--store_dir', dataDir, '--pid', pidFile],
      ],
      cwd: dataDir,
      // Collects garbage when the heap is five times what is in use, not twice: it is small. Half of the processors:
      // with all of them it spends a tenth of its time on looking which thread goes on.
      env: {
        GOGC: '400',
        GOMAXPROCS: `${goProcessors}`,
        ...readConfig().engineEnv,
        ...options.env,
      },
      orphanSignal: 'TERM',
      log: options.log,
    });
    await ready(server, { engine: 'nats-server', dataDir, port });
    server.onCrash(options.onCrash);
    return server;
  };

  let [server, port] = await onFreePort(options.port, launch);
  const stop = () => server.stop('SIGTERM', STOP_GRACE_MS);
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    stop,
    kill9: () => server.kill9(),
    async restart() {
      await stop();
      server = await launch(port);
    },
    async wipe() {
      if (!server.hasEnded())
        throw new Error('wipe() deletes what a running nats-server still uses');
      await rm(path.join(dataDir, 'jetstream'), { recursive: true, force: true });
    },
  };
}

/** The given configuration file, or one of our own with the users. */
async function writeConfig(dataDir: string, { config, users }: NatsOptions): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    if (config) return path.resolve(config);

    const ours = path.join(dataDir, 'nats.conf');
    // The format is a superset of JSON.
    await writeFile(
      ours,
      JSON.stringify(users ? { authorization: { users: users.map(toConfig) } } : {}),
      {
        mode: 0o600,
      },
    );
    return ours;
  } catch (error) {
    throw explain(String(error), { engine: 'nats-server', dataDir });
  }
}

const toConfig = ({ user, password, publish, subscribe }: NatsUser) => ({
  user,
  password,
  permissions: {
    ...(publish ? { publish: { allow: publish } } : {}),
    ...(subscribe ? { subscribe: { allow: subscribe } } : {}),
  },
});

type Attempt = { readonly engine: string; readonly dataDir: string; readonly port: number };

/** Waits for the server's greeting: it opens its port only after JetStream has read its files. */
async function ready(server: EngineProcess, attempt: Attempt): Promise<void> {
  const giveUpAt = performance.now() + READY_WITHIN_MS;
  while (!(await greets(attempt.port))) {
    if (server.hasEnded()) throw explain(await server.finalWords(), attempt);
    if (performance.now() > giveUpAt) {
      await server.stop('SIGTERM', STOP_GRACE_MS);
      throw new EngineError(`nats-server was not ready within ${READY_WITHIN_MS / 1000} seconds.`);
    }
    await pause(POLL_MS);
  }
  if (server.hasEnded()) throw explain(await server.finalWords(), attempt);
}

async function greets(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    const [greeting] = await once(socket, 'data', {
      signal: AbortSignal.timeout(CONNECT_WITHIN_MS),
    });
    return String(greeting).startsWith('INFO ');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
