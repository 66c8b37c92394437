import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@karcis/telemetry';
import { CannotStart } from './cannot-start.ts';

export type RunningService = {
  /** Stops intake first, then workers, then connections. */
  stop(): Promise<void>;
  /** Told false before `stop`, so that no new work is sent here. */
  setReady?(ready: boolean): void;
  /** For a service that is reached over HTTP: how long it goes on after that, and what it does meanwhile. */
  readonly draining?: { readonly ms: number; begin(): void };
};

export type RunOptions = {
  readonly name: string;
  readonly start: () => Promise<RunningService>;
  readonly log: Pick<Logger, 'info' | 'fatal'>;
  /** How long stopping may take, 10 s by default. */
  readonly stopMs?: number;
};

const STOP_MS = 10_000;

/**
 * Runs a service until SIGTERM or SIGINT, lets it drain if it has to, then stops it within 10 s. The process ends by itself once
 * nothing is left to do, with code 0; anything unexpected, or a stop that takes too long, ends it with 1.
 */
export async function runService({
  name,
  start,
  log,
  stopMs = STOP_MS,
}: RunOptions): Promise<void> {
  const fail = (error: unknown, what: string) => {
    log.fatal({ err: error }, what);
    process.exit(1);
  };
  process.on('uncaughtException', (error) => fail(error, 'uncaught exception'));
  process.on('unhandledRejection', (error) => fail(error, 'unhandled rejection'));

  const signalled = Promise.withResolvers<void>();
  let running: RunningService | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // Nothing has been promised to anybody yet.
      if (!running) process.exit(0);
      signalled.resolve();
    });
  }

  running = await startOrExit(name, start, log);
  log.info('started');
  await signalled.promise;
  await stop(running, log, stopMs);
}

async function startOrExit(
  name: string,
  start: RunOptions['start'],
  log: RunOptions['log'],
): Promise<RunningService> {
  try {
    return await start();
  } catch (error) {
    process.stderr.write(
      `${name} cannot start. ${Error.isError(error) ? error.message : String(error)}\n`,
    );
    if (!(error instanceof CannotStart)) log.fatal({ err: error }, 'cannot start');
    process.exit(1);
  }
}

async function stop(
  running: RunningService,
  log: RunOptions['log'],
  stopMs: number,
): Promise<void> {
  log.info('stopping');
  running.setReady?.(false);
  if (running.draining?.ms) {
    running.draining.begin();
    await pause(running.draining.ms);
  }
  let stopped = false;
  setTimeout(() => {
    const open = process.getActiveResourcesInfo();
    log.fatal({ open }, stopped ? 'stopped, but something is still open' : 'did not stop in time');
    process.exit(1);
  }, stopMs).unref();

  await running.stop();
  stopped = true;
  log.info('stopped');
}
