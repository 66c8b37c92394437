import type { RequestListener, ServerResponse } from 'node:http';
import type { Metrics } from '@karcis/telemetry';
import { problem, sendProblem } from './problem.ts';
import { type HttpServer, startServer } from './start-server.ts';

export type OpsServer = HttpServer & {
  /** False when stopping: /readyz says 503, so that nobody sends new work here. */
  setReady(ready: boolean): void;
};

export type OpsOptions = {
  readonly host: string;
  readonly port: number;
  readonly metrics: Pick<Metrics, 'contentType' | 'render'>;
  /** What must answer for the service to work, by name. Each has 2 s. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  /** Answers every other path, for a service with internal HTTP of its own. */
  readonly app?: RequestListener;
  /** As in `startServer`. */
  readonly requestTimeoutMs?: number;
};

const CHECK_MS = 2_000;

/** The internal port of a service: `/healthz`, `/readyz` and `/metrics`. Never reachable from outside. */
export async function startOpsServer({
  host,
  port,
  metrics,
  checks,
  app = notFound,
  ...timeouts
}: OpsOptions): Promise<OpsServer> {
  let ready = true;

  const answerReadiness = async (res: ServerResponse) => {
    if (!ready) return sendJson(res, 503, { status: 'stopping' });

    const results = await Promise.all(
      Object.entries(checks).map(
        async ([name, check]) => [name, (await passes(check)) ? 'ok' : 'failed'] as const,
      ),
    );
    const failed = results.some(([, result]) => result === 'failed');
    sendJson(res, failed ? 503 : 200, {
      status: failed ? 'failed' : 'ok',
      checks: Object.fromEntries(results),
    });
  };

  const answerMetrics = async (res: ServerResponse) => {
    try {
      const text = await metrics.render();
      res.writeHead(200, { 'Content-Type': metrics.contentType }).end(text);
    } catch {
      sendJson(res, 500, { status: 'failed' });
    }
  };

  const server = await startServer({
    ...timeouts,
    host,
    port,
    app: (req, res) => {
      switch (req.url?.split('?', 1)[0]) {
        case '/healthz':
          return sendJson(res, 200, { status: 'ok' });
        case '/readyz':
          return void answerReadiness(res);
        case '/metrics':
          return void answerMetrics(res);
        default:
          return app(req, res);
      }
    },
  });
  return { ...server, setReady: (value) => void (ready = value) };
}

const notFound: RequestListener = (req, res) => sendProblem(req, res, problem('not-found'));

async function passes(check: () => Promise<void>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), CHECK_MS);
  try {
    return await Promise.race([check().then(() => true), late.promise]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function sendJson(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  res.end(JSON.stringify(body));
}
