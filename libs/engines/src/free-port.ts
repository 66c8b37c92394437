import { once } from 'node:events';
import { createServer } from 'node:net';
import { portTaken, PortTaken } from './engine-error.ts';

// Below the range the system takes outgoing ports from: a client that keeps dialling a stopped engine
// could otherwise be given the engine's own port, connect to itself and keep the port taken.
const LOWEST = 15_000;
const HIGHEST = 30_000;
const TRIES = 100;

// One after the other from anywhere: what was given out and is not used yet is not given out again, and another
// process that chooses at the same moment hardly ever comes by.
let next = Math.floor(Math.random() * (HIGHEST - LOWEST));

/**
 * A loopback TCP port that nobody listens on at this moment and that this process was not given before; whoever wants it should be
 * ready to try another.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    next = (next + 1) % (HIGHEST - LOWEST);
    const port = LOWEST + next;
    if (await isFree(port)) return port;
  }
  throw new PortTaken(`No port between ${LOWEST} and ${HIGHEST} is free.`);
}

/**
 * Looked at before an engine starts: whoever answers on the port afterwards is the engine and no stranger.
 * @throws PortTaken when somebody listens there.
 */
export async function requireFree(port: number, engine: string): Promise<void> {
  if (!(await isFree(port))) throw portTaken(port, engine);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

const LAUNCHES = 5;

/** Launches on the given port, or on free ones until one was still free when the engine took it. */
export async function onFreePort<T>(
  port: number | undefined,
  launch: (port: number) => Promise<T>,
): Promise<[T, number]> {
  if (port !== undefined) return [await launch(port), port];

  for (let attempt = 1; ; attempt += 1) {
    const candidate = await freePort();
    try {
      return [await launch(candidate), candidate];
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === LAUNCHES) throw error;
    }
  }
}
