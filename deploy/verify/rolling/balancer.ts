import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One process that can be led to: where it listens, and where it says whether it is ready. */
export type Backend = { readonly port: number; readonly readyPort: number };

export type Balancer = {
  readonly port: number;
  add(backend: Backend): void;
  remove(backend: Backend): void;
  stop(): Promise<void>;
};

/** As often as a cluster looks, or more seldom than that. */
const LOOK_EVERY_MS = 500;

/**
 * An address that outlives the processes behind it, as a service's address in a cluster does: each new connection goes to one that
 * said lately that it is ready. It knows bytes only, so what is promised on a connection is between client and process.
 */
export async function startBalancer(): Promise<Balancer> {
  const backends = new Set<Backend>();
  const ready = new Set<Backend>();
  const sockets = new Set<Socket>();
  let turn = 0;

  const server = createServer((client) => {
    const choice = [...ready];
    const backend = choice[turn++ % choice.length];
    if (!backend) return void client.destroy();
    const upstream = connect(backend.port, '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroySoon();
      });
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));

  const stopping = new AbortController();
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await Promise.all([...backends].map(look));
      await pause(LOOK_EVERY_MS, undefined, stopping).catch(() => undefined);
    }
  })();

  async function look(backend: Backend): Promise<void> {
    const isReady = await fetch(`http://127.0.0.1:${backend.readyPort}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady && backends.has(backend)) ready.add(backend);
    else ready.delete(backend);
  }

  return {
    port: (server.address() as AddressInfo).port,
    add(backend) {
      backends.add(backend);
      ready.add(backend);
    },
    remove(backend) {
      backends.delete(backend);
      ready.delete(backend);
    },
    async stop() {
      stopping.abort();
      await looking;
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
