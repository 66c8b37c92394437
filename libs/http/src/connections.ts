import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

const IDLE_CHECK_MS = 50;

export type Connections = {
  /** From now on every answer ends its connection, so that its client comes back elsewhere; all are still answered. */
  drain(): void;
  /** Stops accepting, lets answers in flight reach their clients for `graceMs`, then cuts what is left. */
  closeGracefully(graceMs: number): Promise<void>;
};

/**
 * Knows the open connections of servers that are one. Node's own `close` will not do: it destroys the connection of an
 * answer that has been written but not yet sent, and waits 65 s for one that turns idle later.
 */
export function trackConnections(servers: readonly Server[]): Connections {
  const sockets = new Set<Socket>();
  for (const server of servers) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  }

  const endIdle = () => {
    for (const socket of sockets) {
      const answer = answerOn(socket);
      if (!answer) socket.destroy();
      else if (!answer.headersSent) answer.shouldKeepAlive = false;
    }
  };

  return {
    drain() {
      // Before the app's own listener: an answer says it in its head.
      for (const server of servers) {
        server.prependListener('request', (_req, res: ServerResponse) => {
          res.shouldKeepAlive = false;
        });
      }
    },
    async closeGracefully(graceMs) {
      const closed = Promise.all(servers.map((server) => once(server, 'close')));
      for (const server of servers) NetServer.prototype.close.call(server);
      endIdle();
      const idle = setInterval(endIdle, IDLE_CHECK_MS);
      const late = setTimeout(() => {
        for (const server of servers) server.closeAllConnections();
      }, graceMs);

      await closed;
      clearInterval(idle);
      clearTimeout(late);
      // Now that it has nobody to cut: this stops Node's look-out for slow requests.
      for (const server of servers) server.close(() => undefined);
    },
  };
}

/** The answer that Node still has to send here. It lets go of it once the operating system has every byte. */
function answerOn(socket: Socket): ServerResponse | null | undefined {
  return (socket as { _httpMessage?: ServerResponse | null })._httpMessage;
}
