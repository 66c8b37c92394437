import { inAnyCase, readSettings, serviceConfig, serviceSettings, timeZone } from '@karcis/http';
import { z } from 'zod';
import { missingWhatsAppSettings, whatsappSettings } from './channels/whatsapp/settings.ts';

export const Settings = z
  .object({
    ...serviceSettings,
    DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(6),
    PROJECT_NAME: z.string().default('Karcis'),
    ORGANIZATION_NAME: z.string().default('Karcis'),
    /** The gateway's origin, for the links. */
    PUBLIC_URL: z.url({ protocol: /^https?$/ }),
    /** The zone that times are written in. */
    NEXT_PUBLIC_TZ: timeZone,
    /** `smtp://user:password@host:port` or `smtps://…`. Without it e-mail goes into MAIL_DIR. */
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_DIR: z.string().optional(),
    /** The sender, as `Karcis <no-reply@karcis.example>`. A mail server needs one that it may send for. */
    MAIL_FROM: z.string().optional(),
    /** What the mail server takes from one replica; the rest waits, word of holds last. */
    EMAILS_PER_SECOND: z.coerce.number().int().min(1).max(10_000).default(14),
    /** Told of each proof that waits. Without it nobody is. */
    ORGANISER_EMAIL: z.email().optional(),
    /** Webhooks over plain http. */
    WEBHOOK_ALLOW_INSECURE: z.stringbool().default(false),
    /** Webhooks to loopback and private networks. */
    WEBHOOK_ALLOW_PRIVATE: z.stringbool().default(false),
    WEBHOOK_TIMEOUT_SECONDS: z.coerce.number().positive().max(25).default(10),
    /** The wait after a message's first failed attempt; it grows threefold, up to an hour. */
    DELIVERY_RETRY_SECONDS: z.coerce.number().positive().max(3_600).default(5),
    /** How long a channel or endpoint that does not answer is left alone. */
    DELIVERY_CIRCUIT_SECONDS: z.coerce.number().positive().max(3_600).default(30),
    DELIVERY_POLL_SECONDS: z.coerce.number().positive().max(60).default(1),
    ...whatsappSettings,
  })
  .refine(({ SMTP_URL, MAIL_DIR }) => SMTP_URL ?? MAIL_DIR, {
    path: ['SMTP_URL or MAIL_DIR'],
    ...inAnyCase,
  })
  .refine(({ SMTP_URL, MAIL_FROM }) => !SMTP_URL || MAIL_FROM, {
    path: ['MAIL_FROM'],
    ...inAnyCase,
  })
  .superRefine((settings, context) => {
    for (const name of missingWhatsAppSettings(settings)) {
      context.addIssue({ code: 'custom', path: [name] });
    }
  }, inAnyCase);

export type Config = ReturnType<typeof readConfig>;

/** Reads the settings, once. Throws one CannotStart that names every problem. */
export function readConfig(env: NodeJS.ProcessEnv) {
  const settings = readSettings(Settings, env);
  return {
    ...serviceConfig(settings),
    databaseConnections: settings.DATABASE_CONNECTIONS,
    templates: {
      projectName: settings.PROJECT_NAME,
      organizationName: settings.ORGANIZATION_NAME,
      publicUrl: new URL(settings.PUBLIC_URL).origin,
      timeZone: settings.NEXT_PUBLIC_TZ,
    },
    mail: {
      smtpUrl: settings.SMTP_URL,
      /** Used without a mail server, and then never empty. */
      folder: settings.MAIL_DIR ?? '',
      from: settings.MAIL_FROM ?? `no-reply@${new URL(settings.PUBLIC_URL).hostname}`,
      maxPerSecond: settings.EMAILS_PER_SECOND,
      organiserEmail: settings.ORGANISER_EMAIL,
    },
    whatsapp: settings,
    webhooks: {
      allowInsecure: settings.WEBHOOK_ALLOW_INSECURE,
      allowPrivate: settings.WEBHOOK_ALLOW_PRIVATE,
      timeoutMs: settings.WEBHOOK_TIMEOUT_SECONDS * 1000,
    },
    delivery: {
      retryBaseMs: settings.DELIVERY_RETRY_SECONDS * 1000,
      circuitMs: settings.DELIVERY_CIRCUIT_SECONDS * 1000,
      pollMs: settings.DELIVERY_POLL_SECONDS * 1000,
    },
  } as const;
}
