import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { backoff } from './backoff.ts';
import { LaunchError } from './launch-error.ts';
import type { Print } from './log-lines.ts';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 25;
const PROBE_MS = 3_000;
const LAST_LINES = 5;
/**
 * How V8 keeps a service's memory. It copies young objects by itself, since helpers wait for processors that the neighbours use. The
 * others are for sales, which begin after a rest. V8 would take the room (MB) of the young ones away. It would let old ones grow so
 * little that it collects everything after each collection of young ones, instead of when they are three times what is in use. And
 * its own collections of processes that rest throw away compiled code; `tidyWhenIdle` makes one that does not. Decision 22.
 */
export const HEAP_FLAGS = [
  '--max-semi-space-size=16',
  '--no-parallel-scavenge',
  '--min-semi-space-size=16',
  '--heap-growing-percent=200',
  '--no-memory-reducer',
];
/**
 * Puts Node's own code, 40 MB of it, into huge pages where the kernel has them. Six processes and a database that take turns on two
 * processors otherwise spend a tenth of a sale looking up where their code is (decision 24).
 */
export const HUGE_PAGES = '--use-largepages=silent';

export type ServiceProcess = {
  /** `booking`, or `booking/2` where there are several. */
  readonly name: string;
  readonly port: number;
  pid(): number | undefined;
  /** Resolves when it says that it can work. */
  ready(): Promise<void>;
  /** Asks it to finish its work and end, and ends it by force after `graceMs`. */
  stop(graceMs: number): Promise<void>;
};

export type ServiceOptions = {
  readonly name: string;
  readonly main: string;
  /** Shown by `ps`, and how a later launcher recognises what this one left behind. */
  readonly mark: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** 0 for the usual share of the processor, up to 19 for less. */
  readonly niceness: number;
  /** Takes 40 MB more and saves time: see `HUGE_PAGES`. */
  readonly hugePages?: boolean | undefined;
  /** Of its /readyz. */
  readonly port: number;
  readonly print: Print;
  /** Called whenever it has a new process. */
  readonly onSpawn: () => unknown;
};

const followLauncher = new URL('./follow-launcher.ts', import.meta.url).href;

/**
 * Runs a service as a process of its own, in a session of its own so that Ctrl-C reaches only the launcher, and starts
 * it again with growing delays whenever it ends unasked.
 */
export function startService(options: ServiceOptions): ServiceProcess {
  const { name, port, print } = options;
  const stopping = new AbortController();
  let hasBeenReady = false;
  const delays = backoff();
  let run = launch();

  function launch(): Run {
    const started = spawnService(options);
    started.child.once('exit', () => void startAgain(started));
    return started;
  }

  async function startAgain(dead: Run): Promise<void> {
    if (!hasBeenReady || stopping.signal.aborted) return;

    const delayMs = delays.next();
    print(`ended unasked (${describeEnd(dead.child)}); starts again in ${delayMs} ms`);
    await pause(delayMs, undefined, stopping).catch(() => undefined);
    if (stopping.signal.aborted) return;

    run = launch();
    options.onSpawn();
  }

  return {
    name,
    port,
    pid: () => (hasEnded(run.child) ? undefined : run.child.pid),

    async ready() {
      const giveUpAt = performance.now() + READY_WITHIN_MS;
      while (!(await answersOk(`http://127.0.0.1:${port}/readyz`))) {
        if (hasEnded(run.child)) throw new LaunchError(await run.finalWords());
        if (performance.now() > giveUpAt) {
          throw new LaunchError(`${name} was not ready within ${READY_WITHIN_MS / 1000} seconds.`);
        }
        await pause(POLL_MS);
      }
      hasBeenReady = true;
    },

    async stop(graceMs) {
      stopping.abort();
      const { child, closed } = run;
      child.kill('SIGTERM');
      const force = setTimeout(() => {
        print(`did not stop within ${graceMs / 1000} s and is ended by force`);
        child.kill('SIGKILL');
      }, graceMs);
      await closed;
      clearTimeout(force);
    },
  };
}

type Run = {
  readonly child: ChildProcess;
  /** Resolves when it has ended and all its lines have been read. */
  readonly closed: Promise<void>;
  /** Its last lines once it has ended: where the reason stands. */
  finalWords(): Promise<string>;
};

function spawnService(options: ServiceOptions): Run {
  const { name, main, mark, cwd, env, niceness, hugePages, print } = options;
  const flags = hugePages ? [...HEAP_FLAGS, HUGE_PAGES] : HEAP_FLAGS;
  const child = spawn(process.execPath, [...flags, '--import', followLauncher, main, mark], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (child.pid && niceness > 0) setPriority(child.pid, niceness);
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      print(`cannot be started: ${error.message}`);
      resolve();
    });
  });

  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      print(line);
      lastLines.push(line);
      if (lastLines.length > LAST_LINES) lastLines.shift();
    });
  }

  return {
    child,
    closed,
    async finalWords() {
      await closed;
      return (
        lastLines.find((line) => line.includes('cannot start')) ??
        `${name} ended while starting (${describeEnd(child)}).`
      );
    },
  };
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;
const describeEnd = ({ exitCode, signalCode }: ChildProcess) => signalCode ?? `code ${exitCode}`;

async function answersOk(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_MS) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
