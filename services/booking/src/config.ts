import { readSettings, serviceSettings } from '@karcis/http';
import { z } from 'zod';

const Settings = z.object({
  ...serviceSettings,
  /** The zone whose day the organiser's "today" is. */
  NEXT_PUBLIC_TZ: z.string().default('Asia/Jakarta'),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(10),
  /** How often booking and capacity are compared, and how old a disagreement must be to count. */
  RECONCILE_SECONDS: z.coerce.number().int().min(1).default(30),
  RECONCILE_GRACE_SECONDS: z.coerce.number().int().min(0).default(15),
});

export type Config = ReturnType<typeof readConfig>;

/** Reads the settings, once. Throws one CannotStart that names every problem. */
export function readConfig(env: NodeJS.ProcessEnv) {
  const settings = readSettings(Settings, env);
  return {
    host: settings.HOST,
    port: settings.PORT,
    databaseUrl: settings.DATABASE_URL,
    databaseConnections: settings.DATABASE_CONNECTIONS,
    nats: { url: settings.NATS_URL, user: settings.NATS_USER, password: settings.NATS_PASSWORD },
    logLevel: settings.LOG_LEVEL,
    tracesUrl: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    timeZone: settings.NEXT_PUBLIC_TZ,
    reconcileMs: settings.RECONCILE_SECONDS * 1000,
    reconcileGraceMs: settings.RECONCILE_GRACE_SECONDS * 1000,
  } as const;
}
