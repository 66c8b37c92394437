import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/** Stands between a test and Postgres, and can hold back what passes, as a network does that fell apart. */
export async function startPostgresProxy(databaseUrl: string, port = 0) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const halves = [
      [client, upstream],
      [upstream, client],
    ] as const;
    for (const [from, to] of halves) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  const taken = (server.address() as AddressInfo).port;
  return {
    port: taken,
    url: Object.assign(new URL(target), { hostname: '127.0.0.1', port: String(taken) }).href,
    freeze: () => sockets.forEach((socket) => socket.pause()),
    thaw: () => sockets.forEach((socket) => socket.resume()),
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
