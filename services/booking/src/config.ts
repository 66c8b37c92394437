import { inAnyCase, readSettings, serviceConfig, serviceSettings, timeZone } from '@karcis/http';
import { z } from 'zod';
import { missingKeys, providerSettings } from './providers/open-providers.ts';
import { signingKeys } from './tickets/signing-keys.ts';

export const Settings = z
  .object({
    ...serviceSettings,
    /** The zone whose day the organiser's "today" is. */
    NEXT_PUBLIC_TZ: timeZone,
    DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(10),
    /** Private Ed25519 keys as a JWK Set: the first signs tickets, all of them verify. */
    TICKET_SIGNING_KEYS: signingKeys,
    /** How often booking and capacity are compared, and how old a disagreement must be to count. */
    RECONCILE_SECONDS: z.coerce.number().int().min(1).default(30),
    RECONCILE_GRACE_SECONDS: z.coerce.number().int().min(0).default(15),
    /** `gateway`: the providers whose keys are here are offered, beside the organiser's own methods. */
    PAYMENT_MODE: z.enum(['manual', 'gateway']).default('manual'),
    /** How long a checkout gives people to pay; longer where the provider asks for it. */
    CHECKOUT_SECONDS: z.coerce.number().int().min(1).max(7200).default(900),
    /** Where a provider takes only longer sessions (Stripe: 1800 s): how short the hold may be all the same. Its session is ended with it. */
    CHECKOUT_MIN_SECONDS: z.coerce.number().int().min(1).optional(),
    /** How long before its end a hold is announced to end, where it lasts twice as long or longer. */
    EXPIRING_NOTICE_SECONDS: z.coerce.number().int().min(1).default(180),
    /** How often open checkouts are looked for that a lost webhook left open. */
    PAYMENT_POLL_SECONDS: z.coerce.number().int().min(1).default(15),
    /** Days after booking and event are over until who booked is forgotten; left out, it is kept. */
    PERSONAL_DATA_RETENTION_DAYS: z.coerce.number().int().min(0).max(36_500).optional(),
    ...providerSettings,
  })
  .superRefine((settings, context) => {
    for (const name of missingKeys(settings)) context.addIssue({ code: 'custom', path: [name] });
  }, inAnyCase);

export type Config = ReturnType<typeof readConfig>;

/** Reads the settings, once. Throws one CannotStart that names every problem. */
export function readConfig(env: NodeJS.ProcessEnv) {
  const settings = readSettings(Settings, env);
  return {
    ...serviceConfig(settings),
    databaseConnections: settings.DATABASE_CONNECTIONS,
    ticketKeys: settings.TICKET_SIGNING_KEYS,
    timeZone: settings.NEXT_PUBLIC_TZ,
    reconcileMs: settings.RECONCILE_SECONDS * 1000,
    reconcileGraceMs: settings.RECONCILE_GRACE_SECONDS * 1000,
    paymentMode: settings.PAYMENT_MODE,
    checkoutSeconds: settings.CHECKOUT_SECONDS,
    personalDataDays: settings.PERSONAL_DATA_RETENTION_DAYS ?? null,
    checkoutMinSeconds: settings.CHECKOUT_MIN_SECONDS,
    expiringNoticeSeconds: settings.EXPIRING_NOTICE_SECONDS,
    providers: settings,
    paymentPollMs: settings.PAYMENT_POLL_SECONDS * 1000,
  } as const;
}
