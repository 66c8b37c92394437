import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CannotStart, startOpsServer, startServer } from '@karcis/http';
import { createLogger, createMetrics, startTelemetry } from '@karcis/telemetry';
import { findBuild } from './build/ensure-build.ts';
import type { Config } from './config.ts';
import { connectGateway } from './gateway/connection.ts';
import { type PagesBuild, createApp } from './http/app.ts';
import { loadAssets } from './http/assets.ts';
import { createPictures } from './http/pictures.ts';
import { createTelemetry } from './telemetry.ts';

export { readConfig } from './config.ts';

/** An upload without script comes through here, and takes as long as a slow line needs. */
const REQUEST_MS = 15 * 60_000;
const STOP_MS = 3_000;

/** Serves pages to the gateway. Owns nothing: all that it knows it asks for. */
export async function startWeb(config: Config, log = createLogger('web', config.logLevel)) {
  const folder = await findBuild();
  if (!folder) throw new CannotStart('Its pages are not built: npm run build -w @karcis/web.');

  const watchers = await startTelemetry('web', config.telemetry);
  const metrics = createMetrics('web');
  const build = (await import(
    pathToFileURL(path.join(folder, 'server/index.js')).href
  )) as PagesBuild;
  const gateway = connectGateway(config.gatewayUrl, config.internalSecret);
  const site = {
    projectName: config.projectName,
    organizationName: config.organizationName,
    timeZone: config.timeZone,
    requireLogin: config.requireLogin,
    publicUrl: config.publicUrl.origin,
  };

  const server = await startServer({
    app: createApp({
      build,
      assets: await loadAssets(path.join(folder, 'client')),
      gateway,
      site,
      pictures: createPictures({ gateway, site, log }),
      telemetry: createTelemetry(metrics),
      log,
    }),
    host: config.host,
    port: config.port,
    requestTimeoutMs: REQUEST_MS,
  });
  const ops = await startOpsServer({
    host: config.host,
    port: config.opsPort,
    metrics,
    // Without the gateway there is nobody who could ask for a page.
    checks: {},
  });
  log.info({ url: server.url, opsPort: ops.port }, 'listening');

  async function stop(): Promise<void> {
    await server.close(STOP_MS);
    await gateway.close();
    await ops.close(1_000);
    await watchers.stop();
  }

  let stopping: Promise<void> | undefined;
  return {
    url: server.url,
    port: server.port,
    opsPort: ops.port,
    setReady: ops.setReady,
    draining: { ms: config.drainMs, begin: server.drain },
    stop: () => (stopping ??= stop()),
  };
}
