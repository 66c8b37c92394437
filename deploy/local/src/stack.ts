import { migrateAll } from '@karcis/migrate';
import { ensureBuild } from '@karcis/web/build';
import type { Settings } from './config.ts';
import { openDataFolder } from './data-folder.ts';
import { gatewayPort } from './gateway-port.ts';
import { HANDLE_FILE, type Handle } from './handle.ts';
import { seedDemoData } from './demo-data/seed.ts';
import type { Launch, Talk } from './launch.ts';
import { LaunchError } from './launch-error.ts';
import { createApi } from './api.ts';
import { endLeftovers } from './leftovers.ts';
import { databasePasswords, openSecrets } from './secrets.ts';
import { startEngines } from './start-engines.ts';
import { startServices } from './start-services.ts';

export type Stack = Handle & { readonly dataDir: string; stop(): Promise<void> };

/**
 * Starts PostgreSQL, NATS and every service, and resolves when all of them can work. When it cannot, it leaves
 * nothing running.
 * @throws LaunchError, EngineError or CannotStart with sentences for the person at the terminal
 */
export async function startStack(settings: Settings, talk: Talk): Promise<Stack> {
  const cleanup = new AsyncDisposableStack();
  try {
    const folder = await openDataFolder(settings.dataDir);
    cleanup.defer(folder.release);
    await endLeftovers(folder);
    const publicPort = await gatewayPort(settings.gatewayPort);
    const secrets = await openSecrets(folder);
    const site = {
      publicPort,
      publicUrl: settings.publicUrl ?? `http://localhost:${publicPort}`,
      admin: {
        email: settings.adminEmail,
        password: settings.adminPassword ?? secrets['admin-password'],
        apiKey: settings.adminApiKey ?? secrets['admin-api-key'],
      },
    };
    cleanup.defer(() => folder.remove(HANDLE_FILE));

    const launch = { ...talk, settings, folder, secrets, site, cleanup };
    const [engines] = await Promise.all([startEngines(launch), talk.step('Pages', ensureBuild)]);
    await talk.step('Schemas', () => migrateAll(engines.adminUrl, databasePasswords(secrets)));
    const handle = await startServices(launch, engines);
    if (settings.seedDemo) await seedDemo(launch, handle);
    return { ...handle, dataDir: folder.path, stop: () => cleanup.disposeAsync() };
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}

/** Without the demo data everything works, so their failure is told and no more. */
async function seedDemo({ folder, step, linesOf }: Launch, { gateways, admin }: Handle) {
  const [gateway = ''] = gateways;
  try {
    await step('Demo data', () => seedDemoData(folder, createApi(gateway), admin.apiKey));
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    linesOf('demo data')(`not complete, the next start goes on: ${error.message}`);
  }
}
