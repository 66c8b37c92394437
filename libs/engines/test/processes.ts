import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { atEndOfFile } from '@karcis/testing';

/** The engine once it has started, stopped at the end of the test file. */
export async function started<E extends { stop(): Promise<void> }>(
  starting: Promise<E>,
): Promise<E> {
  const engine = await starting;
  atEndOfFile(() => engine.stop());
  return engine;
}

/** Another process that owns an engine on `dataDir`. */
export async function startOwner(
  engine: 'nats' | 'postgres',
  dataDir: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ owner: ChildProcess; port: number }> {
  const script = fileURLToPath(new URL('owner.ts', import.meta.url));
  const owner = spawn(process.execPath, [script, engine, dataDir], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await Promise.race([
    once(createInterface({ input: owner.stdout }), 'line'),
    once(owner, 'exit').then(([code]) => Promise.reject(new Error(`The owner ended with ${code}`))),
  ])) as [string];
  return { owner, port: Number(line) };
}

export async function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
