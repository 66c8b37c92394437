import { z } from 'zod';
import { CannotStart } from './cannot-start.ts';

/** What every service reads; a service spreads it into its own `z.object`. */
export const serviceSettings = {
  HOST: z.string().default('127.0.0.1'),
  /** Health, metrics and internal HTTP. 0 takes a free one. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  NATS_URL: z.string().default('nats://127.0.0.1:4222'),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
};

type ServiceSettings = z.infer<z.ZodObject<typeof serviceSettings>>;

/** The same in our words, for a service to spread into its own. */
export const serviceConfig = (settings: ServiceSettings) => ({
  host: settings.HOST,
  port: settings.PORT,
  databaseUrl: settings.DATABASE_URL,
  nats: { url: settings.NATS_URL, user: settings.NATS_USER, password: settings.NATS_PASSWORD },
  logLevel: settings.LOG_LEVEL,
  tracesUrl: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
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

/**
 * Parses the environment. An empty variable counts as absent. Throws one CannotStart that names every
 * variable at fault and says what it must be, without any value: some are secrets.
 */
export function readSettings<S extends z.ZodType>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;

  const faults = parsed.error.issues.map((issue) => {
    const variable = issue.path.map(String).join('.') || 'The environment';
    return given[variable] === undefined && issue.path.length > 0
      ? `${variable} is missing`
      : `${variable} is wrong (${issue.message})`;
  });
  throw new CannotStart(`Its settings need attention: ${faults.join('; ')}.`);
}
