import { readSettings as parse } from '@karcis/http';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

const Settings = z.object({
  KARCIS_DATA_DIR: z.string().default('.karcis'),
  /** 0 takes a free one. */
  GATEWAY_PORT: port.default(8080),
  ADMIN_EMAIL: z.email().default('panitia@karcis.example'),
  /** Made and kept at the first start when not given, as is the API key. */
  ADMIN_PASSWORD: z.string().min(8).optional(),
  ADMIN_API_KEY: z.string().min(16).optional(),
  SEED_DEMO: z.stringbool().default(true),
  /** Processes of each service. */
  REPLICAS: z.coerce.number().int().min(1).max(8).default(1),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** A PostgreSQL of one's own, as a user who may make roles and schemas; without it one is started here. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
});

export type Settings = ReturnType<typeof readSettings>;

/** @throws CannotStart naming every setting at fault. */
export function readSettings(env: NodeJS.ProcessEnv = process.env) {
  const settings = parse(Settings, env);
  return {
    dataDir: settings.KARCIS_DATA_DIR,
    gatewayPort: settings.GATEWAY_PORT,
    adminEmail: settings.ADMIN_EMAIL,
    adminPassword: settings.ADMIN_PASSWORD,
    adminApiKey: settings.ADMIN_API_KEY,
    seedDemo: settings.SEED_DEMO,
    replicas: settings.REPLICAS,
    publicUrl: settings.PUBLIC_URL,
    databaseUrl: settings.DATABASE_URL,
    /** Where the services' own settings are looked up. */
    env,
  } as const;
}
