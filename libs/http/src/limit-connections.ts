import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export type ConnectionLimits = {
  /** All together; what comes beyond is closed at once. By default what the process may open, less what it needs itself. */
  readonly connectionsMax?: number;
  /** Of one client, as `clientOf` calls the socket's address: so that one client cannot take everybody's. */
  readonly perClient?: { readonly max: number; readonly clientOf: (address: string) => string };
};

/** For connections to databases and NATS, files on their way, and the process's own. */
const RESERVED_FILES = 1_024;
const CONNECTIONS_MIN = 256;

/** A process without a free file descriptor can neither accept nor ask its database: connections end before that. */
export function limitConnections(servers: readonly Server[], limits: ConnectionLimits): void {
  const { connectionsMax = affordableConnections() } = limits;
  const { max, clientOf } = limits.perClient ?? { max: Infinity, clientOf: () => 'anybody' };
  const open = new Map<string, number>();
  let all = 0;

  const take = (socket: Socket) => {
    const client = clientOf(socket.remoteAddress ?? '');
    const count = open.get(client) ?? 0;
    if (all >= connectionsMax || count >= max) return void socket.destroy();

    all += 1;
    open.set(client, count + 1);
    socket.once('close', () => {
      all -= 1;
      const left = (open.get(client) ?? 1) - 1;
      if (left === 0) open.delete(client);
      else open.set(client, left);
    });
  };
  for (const server of servers) server.prependListener('connection', take);
}

function affordableConnections(): number {
  // Names of whoever is connected would be looked up.
  (process.report as { excludeNetwork?: boolean }).excludeNetwork = true;
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft?: number | 'unlimited' } };
  };
  const files = Number(userLimits?.open_files?.soft);
  return Number.isFinite(files) ? Math.max(CONNECTIONS_MIN, files - RESERVED_FILES) : Infinity;
}
