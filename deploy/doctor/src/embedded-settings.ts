import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Handle } from '@karcis/local';
import { migratedServices, roleOf } from '@karcis/migrate';

/** The settings of the stack that `make run` started, under the names that the composed system gives them. */
export async function embeddedSettings(
  dataDir: string,
  { url, gateways, admin, nats, database, services }: Handle,
): Promise<Record<string, string | undefined>> {
  const text = await readFile(path.join(dataDir, 'secrets.json'), 'utf8');
  const secrets = JSON.parse(text) as Partial<Record<string, string>>;
  const databases = migratedServices.map((name) => {
    const login = { username: roleOf(name), password: secrets[`database-${name}`] ?? '' };
    const address = database && Object.assign(new URL(database.url), login).href;
    return [`DATABASE_URL_${roleOf(name).toUpperCase()}`, address] as const;
  });
  return {
    PUBLIC_URL: url,
    GATEWAY_URL: gateways[0],
    ADMIN_API_KEY: admin.apiKey,
    SERVICE_URLS: services.map(({ name, port }) => `${name}=http://127.0.0.1:${port}`).join(','),
    NATS_URL: nats.url,
    NATS_PASSWORD_BOOKING: secrets['nats-booking'],
    ...Object.fromEntries(databases),
    STORAGE_LOCAL_DIR: path.join(dataDir, 'files'),
    MAIL_DIR: path.join(dataDir, 'mail'),
    TICKET_SIGNING_KEYS: secrets['ticket-signing-keys'],
    IDENTITY_SECRET: secrets['identity'],
    IP_HASH_SECRET: secrets['ip-hash'],
    INTERNAL_SECRET: secrets['internal'],
    AUTH_SECRET: secrets['auth'],
    CSRF_SECRET: secrets['csrf'],
  };
}
