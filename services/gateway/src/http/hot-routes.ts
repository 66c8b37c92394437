import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import type { ErrorAnswerer } from '@karcis/http';
import { withSpan } from '@karcis/telemetry';
import type { Telemetry } from '../telemetry.ts';
import type { Client } from './clients.ts';
import { beginExchange } from './exchange.ts';
import type { Route } from './route.ts';
import { type Matched, type RouteDeps, runRoute } from './run-route.ts';

export type HotRoutesDeps = RouteDeps & {
  readonly clientOf: (req: IncomingMessage) => Client;
  readonly headers: Readonly<Record<string, string>>;
  readonly answerError: ErrorAnswerer;
  readonly telemetry: Telemetry;
};

/** False: this request is none of these routes. */
export type HotRoutes = (req: IncomingMessage, res: ServerResponse) => boolean;

/**
 * GETs that come by the thousand, answered before Express, whose stack and log line cost more than the read. Limits, checks
 * and answers are the same (`runRoute`), and what is unusual about a request is left to Express.
 */
export function createHotRoutes(routes: readonly Route[], deps: HotRoutesDeps): HotRoutes {
  const hot = routes.filter((route) => route.hot).map((route) => compile(route, deps));

  return (req, res) => {
    if (req.method !== 'GET' || hasBody(req)) return false;
    return hot.some((take) => take(req as Matched, res));
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function compile(route: Route, deps: HotRoutesDeps) {
  const { clientOf, headers, answerError, telemetry } = deps;
  const [before, name] = route.path.split(':') as [string, string?];
  const run = runRoute(route, deps);

  async function answer(req: Matched, res: ServerResponse): Promise<void> {
    const { startedAt } = beginExchange(req, res, clientOf(req), headers);
    try {
      await withSpan('request', { kind: 'server' }, () => run(req, res));
    } catch (error) {
      answerError(error, req, res);
    }
    telemetry.request('GET', route.path, res.statusCode)((performance.now() - startedAt) / 1000);
  }

  return (req: Writable<Matched>, res: ServerResponse): boolean => {
    const url = req.url ?? '';
    const queryAt = url.indexOf('?');
    const path = queryAt === -1 ? url : url.slice(0, queryAt);
    const value = name === undefined ? '' : path.slice(before.length);
    if (!path.startsWith(before) || path !== before + value) return false;
    if (name !== undefined && !PLAIN.test(value)) return false;

    req.params = name === undefined ? {} : { [name]: value };
    req.query = queryAt === -1 ? {} : parseQuery(url.slice(queryAt + 1));
    void answer(req, res);
    return true;
  };
}

/** A segment with nothing in it to decode. */
const PLAIN = /^[A-Za-z0-9-]+$/;

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
