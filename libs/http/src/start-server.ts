import { type RequestListener, createServer } from 'node:http';
import { trackConnections } from './connections.ts';
import { doorsHere, listenTogether } from './doors.ts';
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
  /** Sockets that listen on the port, for one that crowds come to (`doors.ts`). 1 by default, and where the system has no such thing. */
  readonly doors?: number;
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

export async function startServer(options: ServerOptions): Promise<HttpServer> {
  const { app, host, port } = options;
  const servers = Array.from({ length: doorsHere(options.doors) }, () => {
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
    return server;
  });
  limitConnections(servers, options);
  const connections = trackConnections(servers);
  const taken = await listenTogether(servers, host, port);

  let closing: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    port: taken,
    drain: connections.drain,
    close: (graceMs) => (closing ??= connections.closeGracefully(graceMs)),
  };
}
