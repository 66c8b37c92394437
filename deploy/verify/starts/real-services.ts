import path from 'node:path';
import { freePort } from '@karcis/engines';
import { migratedServices, roleOf, type MigratedService } from '@karcis/migrate';
import { ticketKeys } from '@karcis/testing';
import { startProcess } from './start-process.ts';

export const PASSWORD = 'a-password-of-tests';
const SECRET = 'a secret of tests, long enough for all';

type Place = { readonly adminUrl: string; readonly natsUrl: string; readonly folder: string };

/** The service as its own role, with all that it needs. Its `port` answers `/readyz`. */
export async function startRealService(service: MigratedService, place: Place) {
  const port = await freePort();
  const login = { username: roleOf(service), password: PASSWORD };
  const files = path.join(place.folder, service);
  const started = startProcess(`services/${service}/src/main.ts`, {
    DATABASE_URL: Object.assign(new URL(place.adminUrl), login).href,
    NATS_URL: place.natsUrl,
    ...(service === 'gateway' ? { PORT: '0', OPS_PORT: `${port}` } : { PORT: `${port}` }),
    ...settings(files)[service],
  });
  return { ...started, service, port };
}

const settings = (files: string): Record<MigratedService, Record<string, string>> => ({
  capacity: {},
  booking: { TICKET_SIGNING_KEYS: ticketKeys },
  'proof-validation': {
    INTERNAL_SECRET: SECRET,
    STORAGE_LOCAL_DIR: path.join(files, 'kept'),
    UPLOAD_TEMP_DIR: path.join(files, 'uploads'),
  },
  notifier: { MAIL_DIR: files, PUBLIC_URL: 'http://localhost:8080' },
  gateway: {
    IDENTITY_SECRET: SECRET,
    IP_HASH_SECRET: SECRET,
    INTERNAL_SECRET: SECRET,
    AUTH_SECRET: SECRET,
    CSRF_SECRET: SECRET,
    PROOF_URL: 'http://127.0.0.1:9',
  },
});

/** The migrate job, as a container starts it. */
export const startMigrateJob = (adminUrl: string) =>
  startProcess('deploy/migrate/main.ts', {
    DATABASE_URL: adminUrl,
    ...Object.fromEntries(
      migratedServices.map((each) => [`DATABASE_PASSWORD_${roleOf(each).toUpperCase()}`, PASSWORD]),
    ),
  });
