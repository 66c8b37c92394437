import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type ErrorAnswerer, ProblemError } from '@karcis/http';
import { type Logger, sampledTraceId, withSpan, withTraceparent } from '@karcis/telemetry';
import express, { type Express, type NextFunction, type Router } from 'express';
import type { InFlightLimit } from '../limits/in-flight-limit.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Client } from './clients.ts';
import { beginExchange, exchangeOf, requestIdOf, setHeaders } from './exchange.ts';
import { HOLD_PATH, type HoldHandler } from './hold.ts';
import { createHotRoutes } from './hot-routes.ts';
import type { Pages } from './pages.ts';
import { sendProblemPage } from './problem-page.ts';
import type { Route } from './route.ts';
import { createTurns } from './turns.ts';
import { type RouteDeps, countRequest, runRoute } from './run-route.ts';

export type AppDeps = RouteDeps & {
  readonly routes: readonly Route[];
  readonly docs: Router;
  /** Left out, there are no pages but the API's own. */
  readonly pages: Pages | undefined;
  readonly hold: HoldHandler;
  readonly holdsInFlight: InFlightLimit;
  readonly clientOf: (req: IncomingMessage) => Client;
  readonly headers: Readonly<Record<string, string>>;
  readonly answerError: ErrorAnswerer;
  readonly telemetry: Telemetry;
  readonly log: Logger;
};

/** A body that nobody asked for, or that comes drop by drop, has so long. */
const BODY_MS = 20_000;
const API = /^\/(api|\.well-known)(\/|\?|$)/;
const ASSETS = /^\/assets\//;
/** A form with a file in it, from a browser without script, on a slow line. */
const UPLOAD = /^multipart\/form-data/i;
const UPLOAD_MS = 5 * 60_000;

/** All that the public port answers: holds before everything else, then hot reads, then the API, then pages. */
export function createListener(deps: AppDeps): RequestListener {
  const { holdsInFlight, hold, headers, answerError, telemetry } = deps;
  const app = createApp(deps);
  const hot = createHotRoutes(deps.routes, deps);
  const turns = createTurns();
  const turn = () => new Promise<void>((begin) => turns(begin));

  /** Waiting for a turn counts as being under way. Who went away meanwhile wants no answer. */
  async function answerHold(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      await holdsInFlight.run(async () => {
        await turn();
        if (!req.socket.destroyed) await hold(req, res);
      });
    } catch (error) {
      setHeaders(res, headers, requestIdOf(req));
      answerError(error, req, res);
      telemetry.request('POST', HOLD_PATH, res.statusCode)(0);
    }
  }

  return (req, res) => {
    if (req.url === HOLD_PATH && req.method === 'POST') {
      void withTraceparent(traceparentOf(req), () => answerHold(req, res));
      return;
    }
    turns(() => {
      if (req.socket.destroyed) return;
      if (!withTraceparent(traceparentOf(req), () => hot(req, res))) app(req, res);
    });
  };
}

function createApp(deps: AppDeps): Express {
  const { routes, docs, pages, answerError } = deps;
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.enable('case sensitive routing').enable('strict routing');

  app.use(begin(deps));
  for (const route of routes) app[route.method](route.path, runRoute(route, deps));
  for (const [path, onIt] of Map.groupBy(routes, (route) => route.path)) {
    app.all(path, refuseMethod(deps, onIt));
  }
  app.use(['/api/docs', '/api/openapi.json'], named('docs'));
  app.use(docs);
  app.use(['/api', '/.well-known'], async (req, res) => {
    await countRequest(deps, res, exchangeOf(req), ['general']);
    throw new ProblemError('not-found');
  });
  app.use(pages ? passTo(pages, deps) : onlyApiPage);
  app.use(answerError);
  return app;
}

/** Every request gets an id, a client, a deadline for its body, a place in its trace, and one line in the log. */
function begin({ clientOf, headers, deadlines, telemetry, log }: AppDeps) {
  return (req: IncomingMessage, res: ServerResponse, next: NextFunction): void => {
    // Pages bring their own policy.
    const isApi = API.test(req.url ?? '');
    const exchange = beginExchange(req, res, clientOf(req), isApi ? headers : {});
    if (hasBody(req)) deadlines.within(req, BODY_MS);

    let traceId: string | undefined;
    res.once('close', () => {
      const ms = performance.now() - exchange.startedAt;
      const status = res.writableFinished ? res.statusCode : CLIENT_GONE;
      const { route, requestId, ids } = exchange;
      telemetry.request(req.method ?? '', route, status)(ms / 1000, traceId);
      log.info(
        { requestId, method: req.method, route, status, ms: Math.round(ms), ...ids },
        'request',
      );
    });

    const closed = () => new Promise<void>((resolve) => res.once('close', resolve));
    void withTraceparent(traceparentOf(req), () =>
      withSpan('request', { kind: 'server' }, () => {
        traceId = sampledTraceId();
        next();
        return closed();
      }),
    );
  };
}

const traceparentOf = ({ headers }: IncomingMessage) =>
  headers['traceparent'] as string | undefined;

const named =
  (route: string) =>
  (req: IncomingMessage, _res: ServerResponse, next: NextFunction): void => {
    exchangeOf(req).route = route;
    next();
  };

/** What the log says when nobody waited for the answer. */
const CLIENT_GONE = 499;

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function refuseMethod(deps: AppDeps, routes: readonly Route[]) {
  const methods = routes.map(({ method }) => method.toUpperCase());
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');

  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const exchange = exchangeOf(req);
    exchange.route = routes[0]?.path ?? exchange.route;
    await countRequest(deps, res, exchange, ['general']);
    if (req.method !== 'OPTIONS') {
      throw new ProblemError('method-not-allowed', { headers: { Allow: allow } });
    }
    res.setHeader('Allow', allow);
    res.writeHead(204).end();
  };
}

function passTo(pages: Pages, deps: AppDeps) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const exchange = exchangeOf(req);
    exchange.route = 'pages';
    try {
      if (!ASSETS.test(req.url ?? '')) await countRequest(deps, res, exchange, ['pages']);
      if (UPLOAD.test(req.headers['content-type'] ?? '')) deps.deadlines.within(req, UPLOAD_MS);
      await pages.pass(req, res);
    } catch (error) {
      if (!sendProblemPage(req, res, error)) throw error;
    }
  };
}

const DOCS_PATH = '/api/docs';

function onlyApiPage(req: IncomingMessage, res: ServerResponse): void {
  if (req.url !== '/') throw new ProblemError('not-found');
  res.writeHead(302, { Location: DOCS_PATH, 'Cache-Control': 'no-store' }).end();
}
