import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Unavailable } from '@karcis/messaging';
import { currentTraceparent } from '@karcis/telemetry';
import { Pool } from 'undici';
import { CLIENT_IP_HEADER, INTERNAL_SECRET_HEADER } from './clients.ts';
import { exchangeOf } from './exchange.ts';

export type Pages = {
  /** Answers with what web answers. Throws Unavailable when it does not. */
  pass(req: IncomingMessage, res: ServerResponse): Promise<void>;
  close(): Promise<void>;
};

const CONNECTIONS_MAX = 256;
const CONNECT_MS = 2_000;
const ANSWER_MS = 20_000;
/** Of one connection only (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** Pages come from web, which learns who asks and gives it back when it asks us. */
export function createPages(webUrl: string, internalSecret: string): Pages {
  const pool = new Pool(webUrl, {
    connections: CONNECTIONS_MAX,
    connect: { timeout: CONNECT_MS },
    headersTimeout: ANSWER_MS,
    bodyTimeout: ANSWER_MS,
  });

  return {
    async pass(req, res) {
      const { requestId, client } = exchangeOf(req);
      const answer = await pool
        .request({
          method: req.method as 'GET',
          path: req.url ?? '/',
          headers: {
            ...endToEnd(req.headers),
            'x-request-id': requestId,
            traceparent: currentTraceparent() ?? req.headers['traceparent'],
            [CLIENT_IP_HEADER]: client.address,
            [INTERNAL_SECRET_HEADER]: internalSecret,
          },
          body: hasBody(req) ? req : null,
        })
        .catch((error: unknown) => {
          throw new Unavailable('web does not answer', { cause: error });
        });

      for (const [name, value] of Object.entries(endToEnd(answer.headers))) {
        if (value !== undefined) res.setHeader(name, value);
      }
      res.writeHead(answer.statusCode);
      await pipeline(answer.body, res).catch((error: unknown) => {
        if (!res.destroyed) throw error;
      });
    },
    close: () => pool.destroy(),
  };
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** What one end says to the other. A client cannot pretend to be one of us. */
function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = new Set(
    String(headers.connection ?? '')
      .toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  );
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name) && !named.has(name)),
  );
}
