import { readSettings, serviceConfig, serviceSettings, timeZone } from '@karcis/http';
import { z } from 'zod';

const Settings = z.object({
  ...serviceSettings,
  /** The zone whose day the organiser's "today" is. */
  NEXT_PUBLIC_TZ: timeZone,
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
    ...serviceConfig(settings),
    databaseConnections: settings.DATABASE_CONNECTIONS,
    timeZone: settings.NEXT_PUBLIC_TZ,
    reconcileMs: settings.RECONCILE_SECONDS * 1000,
    reconcileGraceMs: settings.RECONCILE_GRACE_SECONDS * 1000,
  } as const;
}
