import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { preferredLanguage } from '@karcis/http';
import { capture, type Logger, withSpan, withTraceparent } from '@karcis/telemetry';
import { createRequestHandler } from '@react-router/express';
import compression from 'compression';
import express from 'express';
import { toString as qrToString } from 'qrcode';
import { RouterContextProvider, type ServerBuild } from 'react-router';
import type { Exchange, Site, Theme, exchangeContext } from '../../app/server/exchange.ts';
import type { Gateway } from '../gateway/connection.ts';
import { publicApi } from '../gateway/public-api.ts';
import type { Route, Telemetry } from '../telemetry.ts';
import type { Assets } from './assets.ts';
import { browserOf, isSameOrigin } from './browser.ts';
import { cookiesOf } from './cookies.ts';
import { createNonce, securityHeaders } from './security-headers.ts';

/** What the built pages export: React Router's own, and the key under which they look for their exchange. */
export type PagesBuild = ServerBuild & {
  readonly entry: { readonly module: { readonly exchangeContext: typeof exchangeContext } };
};

export type AppDeps = {
  readonly build: PagesBuild;
  readonly assets: Assets;
  readonly gateway: Gateway;
  readonly site: Site;
  readonly pictures: RequestListener;
  readonly telemetry: Telemetry;
  readonly log: Logger;
};

/** Answers the gateway with files and pages. Nobody else reaches this port. */
export function createApp({ build, assets, gateway, site, telemetry, log, ...deps }: AppDeps) {
  const https = site.publicUrl.startsWith('https:');
  const app = express();
  app.disable('x-powered-by').disable('etag');

  app.use((req, res, next) => {
    const startedAt = performance.now();
    const isAsset = assets.serve(req, res, req.path);
    const route: Route = isAsset ? 'asset' : PICTURE.test(req.path) ? 'picture' : 'page';
    res.once('close', () => {
      const seconds = (performance.now() - startedAt) / 1000;
      telemetry.request(req.method, route, res.statusCode, seconds);
      if (route === 'page' && req.method === 'GET') viewed(req.path, res.statusCode);
    });
    if (!isAsset) next();
  });

  app.use((req, res, next) => {
    if (PICTURE.test(req.path)) return deps.pictures(req, res);
    if (isSameOrigin(req)) return next();
    res.writeHead(403, { 'Content-Type': 'text/plain' }).end('Forbidden');
  });

  app.use((req, res, next) => {
    const closed = new Promise<void>((resolve) => res.once('close', resolve));
    void withTraceparent(req.get('traceparent'), () =>
      withSpan('page', { kind: 'server' }, () => {
        next();
        return closed;
      }),
    );
  });
  app.use(compression());
  app.use(
    createRequestHandler({
      // Where a form came from is judged above, by what the browser says and not by what proxies made of the address.
      build: { ...build, allowedActionOrigins: ['**'] },
      mode: 'production',
      getLoadContext(req, res) {
        const exchange = exchangeFor(req, res);
        for (const [name, value] of Object.entries(securityHeaders(exchange.nonce, https))) {
          res.setHeader(name, value);
        }
        const context = new RouterContextProvider();
        context.set(build.entry.module.exchangeContext, exchange);
        return context;
      },
    }),
  );

  app.use((error: unknown, _req: IncomingMessage, res: ServerResponse, _next: unknown) => {
    log.error({ err: error }, 'a page failed');
    if (res.headersSent) return void res.destroy();
    res.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
    res.end('Terjadi kesalahan di pihak kami. Something went wrong on our side.');
  });

  function exchangeFor(req: IncomingMessage, res: ServerResponse): Exchange {
    const cookies = cookiesOf(req);
    const language = languageOf(cookies['karcis_lang'], req);
    const ask = gateway.askFor(browserOf(req, res, language));
    return {
      api: publicApi(ask),
      ask,
      nonce: createNonce(),
      language,
      theme: themeOf(cookies['karcis_theme']),
      cookies,
      setCookie: (cookie) => void res.appendHeader('Set-Cookie', cookie),
      site,
      drawQr: (text) => qrToString(text, QR),
    };
  }

  return app;
}

/** Pages by the first part of their path. An organiser at work is no visitor. */
const VISITED = new Map([
  ['', 'list'],
  ['x', 'item'],
  ['b', 'booking'],
  ['me', 'own bookings'],
  ['login', 'login'],
]);

/** Counts a visitor's page by what kind of page it is. */
function viewed(path: string, status: number): void {
  const kind = VISITED.get(path.split('/', 2)[1] ?? '');
  if (kind) capture('page viewed', undefined, { kind, status });
}

/** A picture for chat previews. */
const PICTURE = /^\/x\/[^/]+\/og\.png$/;

/** A quiet zone of its own: readers need it, whatever the page's colours are. */
const QR = { type: 'svg', margin: 2, errorCorrectionLevel: 'M' } as const;

const languageOf = (chosen: string | undefined, req: IncomingMessage) =>
  chosen === 'id' || chosen === 'en' ? chosen : preferredLanguage(req);

const themeOf = (chosen: string | undefined): Theme =>
  chosen === 'light' || chosen === 'dark' ? chosen : 'system';
