import { once } from 'node:events';
import { type AddressInfo, type ListenOptions, type Server, createServer } from 'node:net';
import { CannotStart } from './cannot-start.ts';

/**
 * Connections that wait to be accepted. Of a crowd beyond it the system drops the handshakes, and what those clients send
 * is sent again after 1, 3 and 7 s only. Node's own 511 is less than a crowd; the system has its own bound besides.
 */
const BACKLOG = 4_096;

/**
 * Node accepts one connection of a listening socket in each turn of its loop, and a turn of a busy process takes up to 100 ms: of a
 * crowd that comes at once to one socket the last would wait for a minute. Sockets that share a port (SO_REUSEPORT, socket(7)) are dealt
 * the crowd in equal parts, and each turn takes one of each.
 */
export const doorsHere = (wanted = 1): number => (process.platform === 'linux' ? wanted : 1);

/**
 * Lets all servers listen on one port, any free one for 0, and resolves with it.
 * @throws CannotStart when the port is taken or cannot be had.
 */
export async function listenTogether(
  servers: readonly Server[],
  host: string,
  port: number,
): Promise<number> {
  const [first, ...others] = servers as [Server, ...Server[]];
  const reusePort = others.length > 0;
  try {
    // Another process of ours that shares its port would share it with this one without a word.
    if (reusePort && port !== 0) await probe(host, port);
    const taken = await listen(first, { host, port, reusePort });
    await Promise.all(others.map((one) => listen(one, { host, port: taken, reusePort })));
    return taken;
  } catch (error) {
    for (const server of servers) server.close();
    throw explain(error, host, port);
  }
}

async function probe(host: string, port: number): Promise<void> {
  const server = createServer();
  await listen(server, { host, port });
  server.close();
  await once(server, 'close');
}

async function listen(server: Server, options: ListenOptions): Promise<number> {
  server.listen({ ...options, backlog: BACKLOG });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function explain(error: unknown, host: string, port: number): unknown {
  const cause = error as NodeJS.ErrnoException;
  switch (cause.code) {
    case 'EADDRINUSE':
      return new CannotStart(
        `Port ${port} of ${host} is taken: stop what uses it, or choose another port.`,
        { cause },
      );
    case 'EACCES':
      return new CannotStart(`Port ${port} of ${host} needs more rights: choose one above 1023.`, {
        cause,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CannotStart(`This machine has no address ${host} to listen on.`, { cause });
    default:
      return error;
  }
}
