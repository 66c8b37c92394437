import type pg from 'pg';

type Client = pg.PoolClient & { readonly _activeQuery: object | null; end(): Promise<void> };
type Waiting = { query: object | null; since: number };

const LOOK_MS = 1_000;

/**
 * Ends a connection that has not answered a statement for `silenceMs`, give or take a second: the statement is rejected with
 * "Connection terminated", and nobody else gets that connection. In the place of the driver's `query_timeout`,
 * which keeps each statement and its parameters in memory until everything is collected (decision 23).
 */
export function endSilentConnections(pool: pg.Pool, silenceMs: number): void {
  const connections = new Map<Client, Waiting>();
  pool.on('connect', (client) => connections.set(client as Client, { query: null, since: 0 }));
  pool.on('remove', (client) => {
    connections.delete(client as Client);
    if (connections.size === 0) stop();
  });
  pool.on('acquire', start);

  let looking: NodeJS.Timeout | undefined;
  function start(): void {
    looking ??= setInterval(look, Math.min(LOOK_MS, silenceMs / 2)).unref();
  }
  function stop(): void {
    clearInterval(looking);
    looking = undefined;
  }

  function look(): void {
    const now = performance.now();
    for (const [client, waiting] of connections) {
      const { _activeQuery: query } = client;
      if (query !== waiting.query) Object.assign(waiting, { query, since: now });
      else if (query && now - waiting.since >= silenceMs) void client.end();
    }
  }
}
