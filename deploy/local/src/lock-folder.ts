import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LaunchError } from './launch-error.ts';

const TRIES = 3;

/**
 * Keeps other launchers off a folder until the returned function is called or this process is gone: the system
 * closes a dead process's socket, so no lock is ever left behind, as a file with a process id would be.
 * @throws LaunchError when another launcher has the folder.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const address = addressOf(folder);
  const server = createServer((socket) => socket.end(`${process.pid}`));
  for (let attempt = 1; ; attempt += 1) {
    try {
      server.listen(address);
      await once(server, 'listening');
      server.unref();
      return () => server.close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      const owner = await ask(address);
      if (owner || attempt === TRIES) {
        const who = owner ? ` (process ${owner})` : '';
        throw new LaunchError(
          `Karcis already runs on ${folder}${who}: stop it first, or choose another folder with KARCIS_DATA_DIR.`,
        );
      }
      if (isFile(address)) await rm(address, { force: true });
    }
  }
}

const isFile = (address: string) => !address.startsWith('\0');

/** Linux has socket names outside the file system, which vanish with their owner; elsewhere a file remains. */
function addressOf(folder: string): string {
  const name = `karcis-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  return process.platform === 'linux' ? `\0${name}` : path.join(tmpdir(), `${name}.sock`);
}

/** The owner's process id, or undefined when nobody listens any more. */
async function ask(address: string): Promise<string | undefined> {
  const socket = connect(address);
  try {
    const [answer] = await once(socket, 'data');
    return String(answer);
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
