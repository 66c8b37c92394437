import { once } from 'node:events';
import { type RequestListener, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CannotStart } from './cannot-start.ts';
import { trackConnections } from './connections.ts';
import { type ConnectionLimits, limitConnections } from './limit-connections.ts';

export type HttpServer = {
  readonly url: string;
  readonly port: number;
  /** Answers as before, and asks every client to come back on another connection: it may be led elsewhere. */
  drain(): void;
  /** Stops accepting, lets answers in flight finish for `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>;
};

export type ServerOptions = ConnectionLimits & {
  readonly app: RequestListener;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** A client that is slower than this with its headers is cut off. */
  readonly headersTimeoutMs?: number;
  /** The same for the whole request, body included. */
  readonly requestTimeoutMs?: number;
  /** A connection on which nothing moves for so long is cut while it is asked or answered: its reader takes nothing. */
  readonly stuckMs?: number;
};

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
/** Longer than any answer takes to begin. */
const STUCK_MS = 60_000;
/** Longer than the 60 s that load balancers keep an idle connection, or they would meet one that just closed. */
const KEEP_ALIVE_MS = 65_000;
/** Node looks for late requests this often; its own 30 s would make 10 s mean 40. */
const TIMEOUT_CHECK_MS = 1_000;

/**
 * Connections that wait to be accepted. Of a crowd beyond it the system drops the handshakes, and what those clients send
 * is sent again after 1, 3 and 7 s only. Node's own 511 is less than a crowd; the system has its own bound besides.
 */
const BACKLOG = 4_096;

export async function startServer(options: ServerOptions): Promise<HttpServer> {
  const { app, host, port } = options;
  const server = createServer(
    {
      headersTimeout: options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
      requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    },
    app,
  );
  server.timeout = options.stuckMs ?? STUCK_MS;
  limitConnections(server, options);
  const connections = trackConnections(server);
  await listen(server, host, port);

  const { port: taken } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    port: taken,
    drain: connections.drain,
    close: (graceMs) => (closing ??= connections.closeGracefully(graceMs)),
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen({ port, host, backlog: BACKLOG });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw explain(error, host, port);
  }
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
