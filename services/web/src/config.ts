import {
  drainSeconds,
  readSettings,
  serviceSettings,
  telemetryConfig,
  telemetrySettings,
  timeZone,
} from '@karcis/http';
import { z } from 'zod';

/** `z.httpUrl` refuses localhost and addresses without a name. */
const httpUrl = z.url({ protocol: /^https?$/ });

const { HOST, LOG_LEVEL } = serviceSettings;
const port = z.coerce.number().int().min(0).max(65_535).default(0);

export const Settings = z.object({
  HOST,
  LOG_LEVEL,
  ...telemetrySettings,
  /** Pages, for the gateway only. 0 takes a free one. */
  PORT: port,
  /** Health and metrics. */
  OPS_PORT: port,
  DRAIN_SECONDS: drainSeconds,
  /** The API that pages are made from: the gateway as it is reached from here. */
  GATEWAY_URL: httpUrl,
  /** Proves to the gateway that a browser's address was told by one of us. */
  INTERNAL_SECRET: z.string().min(32),
  /** Where people find us: for links in chat previews. */
  PUBLIC_URL: httpUrl.default('http://localhost:8080'),
  PROJECT_NAME: z.string().min(1).max(80).default('Karcis'),
  ORGANIZATION_NAME: z.string().min(1).max(120).default('Karcis'),
  NEXT_PUBLIC_TZ: timeZone,
  /** Whether the form leads to the login page first. The gateway judges. */
  FEATURE_REQUIRE_LOGIN: z.stringbool().default(false),
});

/** Reads the environment once. Throws CannotStart with every problem at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = readSettings(Settings, env);
  return {
    host: settings.HOST,
    port: settings.PORT,
    opsPort: settings.OPS_PORT,
    drainMs: settings.DRAIN_SECONDS * 1000,
    logLevel: settings.LOG_LEVEL,
    telemetry: telemetryConfig(settings),
    gatewayUrl: settings.GATEWAY_URL,
    internalSecret: settings.INTERNAL_SECRET,
    publicUrl: new URL(settings.PUBLIC_URL),
    projectName: settings.PROJECT_NAME,
    organizationName: settings.ORGANIZATION_NAME,
    timeZone: settings.NEXT_PUBLIC_TZ,
    requireLogin: settings.FEATURE_REQUIRE_LOGIN,
  } as const;
}

export type Config = ReturnType<typeof readConfig>;
