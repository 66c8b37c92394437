import {
  drainSeconds,
  inAnyCase,
  readSettings,
  serviceConfig,
  serviceSettings,
  timeZone,
} from '@karcis/http';
import { z } from 'zod';

const secret = z.string().min(32);
/** `z.httpUrl` refuses localhost and addresses without a name. */
const httpUrl = z.url({ protocol: /^https?$/ });

export const Settings = z
  .object({
    ...serviceSettings,
    /** The public port; 0 takes a free one. */
    PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
    /** Health and metrics, never public. */
    OPS_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
    DRAIN_SECONDS: drainSeconds,
    DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(10),
    PUBLIC_URL: httpUrl.default('http://localhost:8080'),
    PROJECT_NAME: z.string().min(1).max(80).default('Karcis'),
    ORGANIZATION_NAME: z.string().min(1).max(120).default('Karcis'),
    /** The zone that tickets and doors tell their times in. */
    NEXT_PUBLIC_TZ: timeZone,

    /** Ids and owner tokens are made of it: whoever changes it locks owners out of their bookings. */
    IDENTITY_SECRET: secret,
    IP_HASH_SECRET: secret,
    /** Between gateway and web: proves that a client's address was told by one of us. */
    INTERNAL_SECRET: secret,
    AUTH_SECRET: secret,
    CSRF_SECRET: secret,

    /** proof-validation's internal address. */
    PROOF_URL: httpUrl,
    /** Where pages come from. Without it `/` shows the API page. */
    WEB_URL: httpUrl.optional(),

    /** How many proxies before us to believe. */
    TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
    /** Requests a client may make a minute; 0 switches limits off, for load tests only. */
    RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(0).max(1_000_000).default(300),

    ADMIN_EMAIL: z.email().optional(),
    ADMIN_PASSWORD: z.string().min(8).max(256).optional(),
    ADMIN_API_KEY: z.string().min(8).max(256).optional(),

    /** Whether every organiser must have an authenticator app. */
    REQUIRE_SECOND_FACTOR: z.stringbool().default(false),

    /** Whether a hold needs a person who is signed in. */
    FEATURE_REQUIRE_LOGIN: z.stringbool().default(false),
  })
  .refine(({ ADMIN_EMAIL, ADMIN_PASSWORD }) => !ADMIN_EMAIL || ADMIN_PASSWORD, {
    path: ['ADMIN_PASSWORD'],
    ...inAnyCase,
  })
  .refine(({ ADMIN_EMAIL, ADMIN_PASSWORD }) => !ADMIN_PASSWORD || ADMIN_EMAIL, {
    path: ['ADMIN_EMAIL'],
    ...inAnyCase,
  });

/** Reads the environment once. Throws one CannotStart that names every problem. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = readSettings(Settings, env);
  return {
    ...serviceConfig(settings),
    opsPort: settings.OPS_PORT,
    drainMs: settings.DRAIN_SECONDS * 1000,
    databaseConnections: settings.DATABASE_CONNECTIONS,
    publicUrl: new URL(settings.PUBLIC_URL),
    projectName: settings.PROJECT_NAME,
    organizationName: settings.ORGANIZATION_NAME,
    timeZone: settings.NEXT_PUBLIC_TZ,
    identitySecret: settings.IDENTITY_SECRET,
    ipHashSecret: settings.IP_HASH_SECRET,
    internalSecret: settings.INTERNAL_SECRET,
    authSecret: settings.AUTH_SECRET,
    csrfSecret: settings.CSRF_SECRET,
    proofUrl: settings.PROOF_URL,
    webUrl: settings.WEB_URL,
    trustedProxies: settings.TRUST_PROXY,
    requestsPerMinute: settings.RATE_LIMIT_PER_MINUTE,
    requireLogin: settings.FEATURE_REQUIRE_LOGIN,
    requireSecondFactor: settings.REQUIRE_SECOND_FACTOR,
    admin: {
      email: settings.ADMIN_EMAIL,
      password: settings.ADMIN_PASSWORD,
      apiKey: settings.ADMIN_API_KEY,
    },
  } as const;
}

export type Config = ReturnType<typeof readConfig>;
