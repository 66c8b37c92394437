import { inAnyCase, readSettings, serviceConfig, serviceSettings } from '@karcis/http';
import { z } from 'zod';

/** The mission's 15 minutes; no hold may be longer. */
const HOLD_TTL_MAX_SECONDS = 900;

export const Settings = z
  .object({
    ...serviceSettings,
    DATABASE_CONNECTIONS: z.coerce.number().int().min(4).max(100).default(10),
    /** How long a hold lives where its item says nothing. */
    HOLD_TTL_SECONDS: z.coerce.number().int().min(1).max(HOLD_TTL_MAX_SECONDS).default(900),
    /** The shortest that HOLD_TTL_SECONDS and an item may ask for. Lower than 600 is for tests. */
    HOLD_TTL_MIN_SECONDS: z.coerce.number().int().min(1).max(HOLD_TTL_MAX_SECONDS).default(600),
    /** How often counters are compared with rows. It reads every row. */
    COUNTER_CHECK_SECONDS: z.coerce.number().int().min(1).default(600),
  })
  .refine((settings) => !(settings.HOLD_TTL_SECONDS < settings.HOLD_TTL_MIN_SECONDS), {
    error: 'must not be less than HOLD_TTL_MIN_SECONDS',
    path: ['HOLD_TTL_SECONDS'],
    ...inAnyCase,
  });

export type Config = ReturnType<typeof readConfig>;

/** Reads the settings, once. Throws one CannotStart that names every problem. */
export function readConfig(env: NodeJS.ProcessEnv) {
  const settings = readSettings(Settings, env);
  return {
    ...serviceConfig(settings),
    databaseConnections: settings.DATABASE_CONNECTIONS,
    holdTimes: {
      ttlSeconds: settings.HOLD_TTL_SECONDS,
      minSeconds: settings.HOLD_TTL_MIN_SECONDS,
      maxSeconds: HOLD_TTL_MAX_SECONDS,
    },
    counterCheckMs: settings.COUNTER_CHECK_SECONDS * 1000,
  } as const;
}
