import { readFileSync } from 'node:fs';
import type { TelemetryOptions } from '@karcis/telemetry';
import { z } from 'zod';
import { CannotStart } from './cannot-start.ts';

/** Whom a process tells of itself, beyond its logs and metrics. Nobody, unless they are named. */
export const telemetrySettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  /** Share of the traces that begin here and are kept. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).optional(),
  SENTRY_DSN: z.url().optional(),
  POSTHOG_KEY: z.string().optional(),
  POSTHOG_HOST: z.url().default('https://eu.i.posthog.com'),
};

/** The same in our words. */
export const telemetryConfig = (
  settings: z.infer<z.ZodObject<typeof telemetrySettings>>,
): TelemetryOptions => ({
  traces: {
    endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    sampleRatio: settings.OTEL_TRACES_SAMPLER_ARG,
  },
  sentryDsn: settings.SENTRY_DSN,
  analytics: { key: settings.POSTHOG_KEY, host: settings.POSTHOG_HOST },
});

/** What every service reads; a service spreads it into its own `z.object`. */
export const serviceSettings = {
  HOST: z.string().default('127.0.0.1'),
  /** Health, metrics and internal HTTP. 0 takes a free one. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  NATS_URL: z.string().default('nats://127.0.0.1:4222'),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  /** Copies of the service's stream: 1, or 3 in a cluster of three. */
  NATS_STREAM_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ...telemetrySettings,
};

/**
 * `DRAIN_SECONDS`, for what is reached over HTTP: how long it goes on answering after SIGTERM, while load balancers find out that it
 * is not ready any more. Longer than they take for that, and than clients keep an idle connection.
 */
export const drainSeconds = z.coerce.number().min(0).max(120).default(0);

type ServiceSettings = z.infer<z.ZodObject<typeof serviceSettings>>;

/** The same in our words, for a service to spread into its own. */
export const serviceConfig = (settings: ServiceSettings) => ({
  host: settings.HOST,
  port: settings.PORT,
  databaseUrl: settings.DATABASE_URL,
  nats: { url: settings.NATS_URL, user: settings.NATS_USER, password: settings.NATS_PASSWORD },
  streamReplicas: settings.NATS_STREAM_REPLICAS,
  logLevel: settings.LOG_LEVEL,
  telemetry: telemetryConfig(settings),
});

/** `NEXT_PUBLIC_TZ`: the zone that people read times in. */
export const timeZone = z
  .string()
  .refine(isTimeZone, { error: 'a time zone such as Asia/Jakarta' })
  .default('Asia/Jakarta');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** For a rule between settings: it is judged although others are wrong, so that a person reads of everything at once. */
export const inAnyCase = { when: () => true };

/**
 * Parses the environment. An empty variable or file counts as absent; `NAME_FILE` names a file that holds NAME, as
 * container platforms hand out secrets. Throws one CannotStart that names every
 * variable at fault and says what it must be, without any value: some are secrets.
 */
export function readSettings<S extends z.ZodType>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<S> {
  const { given, unreadable } = readFiles(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')),
    settingNames(schema),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success && unreadable.length === 0) return parsed.data;

  const faults = (parsed.error?.issues ?? []).map((issue) => {
    const variable = issue.path.map(String).join('.') || 'The environment';
    return given[variable] === undefined && issue.path.length > 0
      ? `${variable} is missing`
      : `${variable} is wrong (${issue.message})`;
  });
  throw new CannotStart(
    `Its settings need attention: ${[...faults, ...unreadable.map((name) => `${name} names a file that cannot be read`)].join('; ')}.`,
  );
}

/** The variables that a schema knows, in all its parts and alternatives. */
export function settingNames(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodDiscriminatedUnion)
    return schema.options.flatMap((option) => settingNames(option as z.ZodType));
  if (schema instanceof z.ZodIntersection)
    return [schema.def.left, schema.def.right].flatMap((side) => settingNames(side as z.ZodType));
  return [];
}

/** A variable that is given itself wins over its file. */
function readFiles(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): { given: Record<string, string | undefined>; unreadable: string[] } {
  const given = { ...env };
  const unreadable: string[] = [];
  for (const name of new Set(names)) {
    const file = env[`${name}_FILE`];
    if (!file || given[name] !== undefined) continue;
    try {
      given[name] = readFileSync(file, 'utf8').trim() || undefined;
    } catch {
      unreadable.push(`${name}_FILE`);
    }
  }
  return { given, unreadable };
}
