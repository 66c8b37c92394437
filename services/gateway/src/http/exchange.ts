import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from './clients.ts';

/** What is known of a request before anybody has looked at what it asks. */
export type Exchange = {
  readonly requestId: string;
  readonly client: Client;
  /** Milliseconds of a clock that never jumps. */
  readonly startedAt: number;
  /** The matched route's path, for metrics and the log. */
  route: string;
  /** Ids worth a log line: never a code, a token or a name. */
  readonly ids: Record<string, string>;
};

const CALLERS_ID = /^[A-Za-z0-9._-]{8,64}$/;
const exchanges = new WeakMap<IncomingMessage, Exchange>();

const UNMATCHED = 'unmatched';

/** Takes a caller's X-Request-Id over where it is harmless. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && CALLERS_ID.test(given) ? given : randomUUID();
}

/** What every answer says, a refusal too. */
export function setHeaders(
  res: ServerResponse,
  headers: Readonly<Record<string, string>>,
  requestId: string,
): void {
  for (const name in headers) res.setHeader(name, headers[name] as string);
  res.setHeader('X-Request-Id', requestId);
}

export function beginExchange(
  req: IncomingMessage,
  res: ServerResponse,
  client: Client,
  headers: Readonly<Record<string, string>>,
): Exchange {
  const exchange: Exchange = {
    requestId: requestIdOf(req),
    client,
    startedAt: performance.now(),
    route: UNMATCHED,
    ids: {},
  };
  exchanges.set(req, exchange);
  setHeaders(res, headers, exchange.requestId);
  return exchange;
}

export function exchangeOf(req: IncomingMessage): Exchange {
  const exchange = exchanges.get(req);
  if (!exchange) throw new Error('the request never began');
  return exchange;
}
