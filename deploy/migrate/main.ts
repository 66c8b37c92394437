/** The job that brings every schema up to date before a new version starts: run once, ends with 0 when all is done. */
import { openDatabase, waitForDatabase } from '@karcis/db';
import { CannotStart, readSettings } from '@karcis/http';
import { createLogger } from '@karcis/telemetry';
import { type MigratedService, migrateAll, migratedServices, Settings } from './src/index.ts';
import { variableOf } from './src/settings.ts';

const log = createLogger('migrate', 'info');
try {
  const settings = readSettings(Settings, process.env) as Record<string, string>;
  const adminUrl = settings['DATABASE_URL'] as string;
  const database = openDatabase<unknown>({ url: adminUrl, max: 1, applicationName: 'migrate' });
  await waitForDatabase(database, { log });
  await database.close();
  await migrateAll(
    adminUrl,
    Object.fromEntries(
      migratedServices.map((service) => [service, settings[variableOf(service)] as string]),
    ) as Record<MigratedService, string>,
  );
  log.info('every schema is up to date');
} catch (error) {
  process.exitCode = 1;
  const why = Error.isError(error) ? error.message : String(error);
  const isOurs = error instanceof CannotStart;
  process.stderr.write(`migrate cannot ${isOurs ? 'start' : 'go on'}. ${why}\n`);
  if (!isOurs) log.fatal({ err: error }, 'the schemas are not up to date');
}
