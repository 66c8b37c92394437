import { readSettings as parse } from '@karcis/http';
import { z } from 'zod';

const Settings = z.object({
  /** 0 takes a free one. */
  GATEWAY_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  KARCIS_DATA_DIR: z.string().default('.karcis'),
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

/** Settings of the services that are shown at start. Each service judges its own. */
const SERVICE_DEFAULTS = {
  RATE_LIMIT_PER_MINUTE: '300',
  HOLD_TTL_SECONDS: '900',
  // Short holds let people see an expiry without waiting ten minutes.
  HOLD_TTL_MIN_SECONDS: '1',
  NEXT_PUBLIC_TZ: 'Asia/Jakarta',
  STORAGE_PROVIDER: 'local',
  PAYMENT_MODE: 'manual',
  FEATURE_REQUIRE_LOGIN: 'false',
  REQUIRE_SECOND_FACTOR: 'false',
  PROJECT_NAME: 'Karcis',
  ORGANIZATION_NAME: 'Karcis',
  LOG_LEVEL: 'info',
};

export type Settings = ReturnType<typeof readSettings>;

/** @throws CannotStart naming every setting at fault. */
export function readSettings(env: NodeJS.ProcessEnv = process.env) {
  const settings = parse(Settings, env);
  const given = Object.entries(env).filter(([, value]) => value);
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
    env: { ...SERVICE_DEFAULTS, ...Object.fromEntries(given) } as Readonly<Record<string, string>>,
  } as const;
}

/** What is in effect, for the person at the terminal; the organiser's credentials are shown elsewhere. */
export function describeSettings(settings: Settings): string[] {
  const { dataDir, gatewayPort, replicas, seedDemo, databaseUrl, env } = settings;
  const own = {
    GATEWAY_PORT: gatewayPort,
    KARCIS_DATA_DIR: dataDir,
    REPLICAS: replicas,
    SEED_DEMO: seedDemo,
    ...(databaseUrl && { DATABASE_URL: withoutPassword(databaseUrl) }),
  };
  const theirs = Object.keys(SERVICE_DEFAULTS).map((name) => [name, env[name]] as const);
  return [...Object.entries(own), ...theirs].map(([name, value]) => `${name}=${value}`);
}

const withoutPassword = (url: string) => Object.assign(new URL(url), { password: '' }).href;
