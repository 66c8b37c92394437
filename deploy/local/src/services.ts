import type { Site } from './launch.ts';
import type { Secrets } from './secrets.ts';
import { type ServiceName, schemaOf, serviceNames } from './service-names.ts';

/** What one process must be told of this installation. `publicPort` is its replica's gateway's. */
export type Place = Site & {
  readonly secrets: Secrets;
  /** The process's own port for health, metrics and internal HTTP. */
  readonly port: number;
  /** The internal address of the proof-validation that belongs to this replica. */
  readonly proofUrl: string;
  /** The internal address of web, of which there is one. */
  readonly webUrl: string;
  /** The path of something inside the data folder. */
  readonly file: (name: string) => string;
};

export type Service = {
  readonly name: ServiceName;
  /** Settings of the person at the terminal that are handed on as they are. */
  readonly settings: readonly string[];
  /** Its work can wait while people wait for the others: it gets the processor's time that they leave. */
  readonly canWait?: true;
  /** Everybody who wants a place waits for it: it may take more memory to be quicker. */
  readonly isWaitedFor?: true;
  readonly wiring: (place: Place) => Readonly<Record<string, string>>;
};

/** Settings that every service understands. */
const COMMON = [
  ...['LOG_LEVEL', 'DATABASE_CONNECTIONS', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  ...['OTEL_TRACES_SAMPLER_ARG', 'SENTRY_DSN', 'POSTHOG_KEY', 'POSTHOG_HOST'],
  ...['NODE_COMPILE_CACHE', 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'TMPDIR'],
];

export const services: readonly Service[] = [
  {
    name: 'capacity',
    isWaitedFor: true,
    settings: ['HOLD_TTL_SECONDS', 'HOLD_TTL_MIN_SECONDS', 'COUNTER_CHECK_SECONDS'],
    wiring: ({ port }) => ({ PORT: `${port}` }),
  },
  {
    name: 'booking',
    isWaitedFor: true,
    settings: [
      ...['NEXT_PUBLIC_TZ', 'RECONCILE_SECONDS', 'RECONCILE_GRACE_SECONDS'],
      ...['PAYMENT_MODE', 'CHECKOUT_SECONDS', 'CHECKOUT_MIN_SECONDS'],
      ...['PAYMENT_POLL_SECONDS', 'EXPIRING_NOTICE_SECONDS'],
      'PERSONAL_DATA_RETENTION_DAYS',
      ...['MIDTRANS_SERVER_KEY', 'MIDTRANS_SNAP_URL', 'MIDTRANS_API_URL'],
      ...['XENDIT_SECRET_KEY', 'XENDIT_CALLBACK_TOKEN', 'XENDIT_API_URL'],
      ...['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_API_URL'],
      'TICKET_SIGNING_KEYS',
    ],
    wiring: ({ port, secrets }) => ({
      PORT: `${port}`,
      TICKET_SIGNING_KEYS: secrets['ticket-signing-keys'],
    }),
  },
  {
    name: 'proof-validation',
    settings: [
      ...['STORAGE_PROVIDER', 'STORAGE_LOCAL_DIR', 'UPLOAD_TEMP_DIR', 'DRAIN_SECONDS'],
      ...['S3_ENDPOINT', 'S3_REGION', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'],
      ...['PROOF_RETENTION_DAYS_REJECTED', 'PROOF_RETENTION_DAYS_EXPIRED'],
      ...['PROOF_RETENTION_DAYS_PAID'],
    ],
    wiring: ({ port, file, secrets }) => ({
      PORT: `${port}`,
      STORAGE_LOCAL_DIR: file('files'),
      UPLOAD_TEMP_DIR: file('uploads'),
      INTERNAL_SECRET: secrets.internal,
      // Threads that decode images would each keep the memory that they freed.
      MALLOC_ARENA_MAX: '2',
    }),
  },
  {
    name: 'notifier',
    canWait: true,
    settings: [
      ...['NEXT_PUBLIC_TZ', 'PROJECT_NAME', 'ORGANIZATION_NAME'],
      ...['SMTP_URL', 'MAIL_DIR', 'MAIL_FROM', 'EMAILS_PER_SECOND', 'ORGANISER_EMAIL'],
      ...['WEBHOOK_ALLOW_INSECURE', 'WEBHOOK_ALLOW_PRIVATE', 'WEBHOOK_TIMEOUT_SECONDS'],
      ...['DELIVERY_RETRY_SECONDS', 'DELIVERY_CIRCUIT_SECONDS', 'DELIVERY_POLL_SECONDS'],
      ...['WHATSAPP_PROVIDER', 'WHATSAPP_PER_SECOND', 'WHATSAPP_API_VERSION', 'WHATSAPP_API_URL'],
      ...['WHATSAPP_PHONE_NUMBER_ID', 'WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_APP_SECRET'],
      ...['WHATSAPP_VERIFY_TOKEN', 'TWILIO_API_URL', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
      'TWILIO_WHATSAPP_FROM',
    ],
    wiring: ({ port, file, publicUrl }) => ({
      PORT: `${port}`,
      MAIL_DIR: file('mail'),
      PUBLIC_URL: publicUrl,
    }),
  },
  {
    name: 'gateway',
    isWaitedFor: true,
    settings: [
      ...['PROJECT_NAME', 'ORGANIZATION_NAME', 'NEXT_PUBLIC_TZ'],
      ...['RATE_LIMIT_PER_MINUTE', 'TRUST_PROXY', 'DRAIN_SECONDS'],
      ...['FEATURE_REQUIRE_LOGIN', 'REQUIRE_SECOND_FACTOR'],
    ],
    wiring: ({ publicPort, port, publicUrl, proofUrl, webUrl, admin, secrets }) => ({
      PORT: `${publicPort}`,
      OPS_PORT: `${port}`,
      PUBLIC_URL: publicUrl,
      PROOF_URL: proofUrl,
      WEB_URL: webUrl,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      ADMIN_API_KEY: admin.apiKey,
      IDENTITY_SECRET: secrets.identity,
      IP_HASH_SECRET: secrets['ip-hash'],
      INTERNAL_SECRET: secrets.internal,
      AUTH_SECRET: secrets.auth,
      CSRF_SECRET: secrets.csrf,
    }),
  },
];

/** What deploy/nats/nats.conf reads: each service's password. */
export const natsPasswords = (secrets: Secrets) =>
  Object.fromEntries(
    serviceNames.map((name) => [
      `NATS_${schemaOf(name).toUpperCase()}_PASSWORD`,
      secrets[`nats-${name}`],
    ]),
  );

/** Web keeps nothing and hears nothing: it has neither a role nor a user, and reaches the gateway alone. */
export const web = {
  settings: [
    ...['NEXT_PUBLIC_TZ', 'PROJECT_NAME', 'ORGANIZATION_NAME', 'FEATURE_REQUIRE_LOGIN'],
    'DRAIN_SECONDS',
  ],
  wiring: (
    ports: { readonly pages: number; readonly ops: number },
    site: Site,
    secrets: Secrets,
  ) => ({
    NODE_ENV: 'production',
    PORT: `${ports.pages}`,
    OPS_PORT: `${ports.ops}`,
    GATEWAY_URL: `http://127.0.0.1:${site.publicPort}`,
    PUBLIC_URL: site.publicUrl,
    INTERNAL_SECRET: secrets.internal,
  }),
};

/** Of all that was set at the terminal, what this service may see. */
export function settingsFor(
  { settings }: Pick<Service, 'settings'>,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const wanted = new Set([...COMMON, ...settings]);
  return Object.fromEntries(Object.entries(env).filter(([name]) => wanted.has(name)));
}
