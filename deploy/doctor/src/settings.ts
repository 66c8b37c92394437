import path from 'node:path';
import { existsSync } from 'node:fs';
import { readSettings as parse } from '@karcis/http';
import { readHandle } from '@karcis/local';
import { type MigratedService, migratedServices, roleOf } from '@karcis/migrate';
import { z } from 'zod';
import { embeddedSettings } from './embedded-settings.ts';

const url = z.url({ protocol: /^https?$/ });
const databaseUrl = z.url({ protocol: /^postgres(ql)?$/ });
/** `name=url`, with commas between. */
const urls = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .filter(Boolean)
      .map((part) => part.split('=', 2)),
  )
  .pipe(z.array(z.tuple([z.string().min(1), url])));

const Schema = z.object({
  PUBLIC_URL: url,
  /** Where this machine reaches a gateway, if not by PUBLIC_URL. */
  GATEWAY_URL: url.optional(),
  ADMIN_API_KEY: z.string().optional(),
  TRUST_PROXY: z.coerce.number().int().min(0).default(0),
  /** `booking=http://booking:9100,…`: each process's own port. */
  SERVICE_URLS: urls.default([]),
  NATS_URL: z.string().optional(),
  /** The booking service's user in NATS. */
  NATS_PASSWORD_BOOKING: z.string().optional(),
  DATABASE_URL_CAPACITY: databaseUrl.optional(),
  DATABASE_URL_BOOKING: databaseUrl.optional(),
  DATABASE_URL_PROOF_VALIDATION: databaseUrl.optional(),
  DATABASE_URL_NOTIFIER: databaseUrl.optional(),
  DATABASE_URL_GATEWAY: databaseUrl.optional(),
  STORAGE_PROVIDER: z.enum(['local', 's3']).default('local'),
  STORAGE_LOCAL_DIR: z.string().optional(),
  S3_ENDPOINT: url.optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z.string().default('karcis'),
  S3_ACCESS_KEY: z.string().optional(),
  S3_SECRET_KEY: z.string().optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_DIR: z.string().optional(),
  TICKET_SIGNING_KEYS: z.string().optional(),
  IDENTITY_SECRET: z.string().optional(),
  IP_HASH_SECRET: z.string().optional(),
  INTERNAL_SECRET: z.string().optional(),
  AUTH_SECRET: z.string().optional(),
  CSRF_SECRET: z.string().optional(),
});

export type Settings = z.infer<typeof Schema>;
type Env = Readonly<Record<string, string | undefined>>;

/**
 * What to look at: the stack that runs on KARCIS_DATA_DIR, unless PUBLIC_URL names another system. KARCIS_SECRETS names a folder
 * of secrets, one file each, as docker-compose.yml has them. Settings that are given count more than either.
 * @throws CannotStart or LaunchError, in words for whoever asked
 */
export async function readSettings(env: Env): Promise<Settings> {
  const dataDir = env['KARCIS_DATA_DIR'] ?? '.karcis';
  const found = env['PUBLIC_URL']
    ? secretFiles(env['KARCIS_SECRETS'])
    : await embeddedSettings(dataDir, await readHandle(dataDir));
  const given = Object.entries(env).filter(([, value]) => value);
  return parse(Schema, { ...found, ...Object.fromEntries(given) });
}

/** `identity_secret` in the folder becomes IDENTITY_SECRET_FILE. */
function secretFiles(folder: string | undefined): Env {
  if (!folder) return {};
  const files = Object.keys(Schema.shape).map(
    (name) => [`${name}_FILE`, path.join(folder, name.toLowerCase())] as const,
  );
  return Object.fromEntries(files.filter(([, file]) => existsSync(file)));
}

/** Each service that keeps something in PostgreSQL, with its own way in where that was given. */
export const databasesOf = (
  settings: Settings,
): (readonly [MigratedService, string | undefined])[] =>
  migratedServices.map((name) => [
    name,
    settings[`DATABASE_URL_${roleOf(name).toUpperCase()}` as 'DATABASE_URL_BOOKING'],
  ]);

/** Where requests go that need not come from outside. */
export const gatewayOf = ({ GATEWAY_URL, PUBLIC_URL }: Settings): string =>
  new URL(GATEWAY_URL ?? PUBLIC_URL).origin;
