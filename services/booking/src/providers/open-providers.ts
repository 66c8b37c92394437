import type { Metrics } from '@karcis/telemetry';
import { z } from 'zod';
import { createMidtrans } from './midtrans/midtrans.ts';
import type { PaymentProvider, ProviderName } from './provider.ts';
import { createStripe } from './stripe/stripe.ts';
import { createXendit } from './xendit/xendit.ts';

const key = z.string().optional();
const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** What booking's settings hold of providers. No key, no provider; the addresses are those of production unless they are given. */
export const providerSettings = {
  MIDTRANS_SERVER_KEY: key,
  MIDTRANS_SNAP_URL: address.default('https://app.midtrans.com'),
  MIDTRANS_API_URL: address.default('https://api.midtrans.com'),
  XENDIT_SECRET_KEY: key,
  XENDIT_CALLBACK_TOKEN: key,
  XENDIT_API_URL: address.default('https://api.xendit.co'),
  STRIPE_SECRET_KEY: key,
  STRIPE_WEBHOOK_SECRET: key,
  STRIPE_API_URL: address.default('https://api.stripe.com'),
};

export type ProviderSettings = z.infer<z.ZodObject<typeof providerSettings>>;

/** Of each provider all or none. */
const KEYS = {
  midtrans: ['MIDTRANS_SERVER_KEY'],
  xendit: ['XENDIT_SECRET_KEY', 'XENDIT_CALLBACK_TOKEN'],
  stripe: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
} as const satisfies Record<ProviderName, readonly (keyof ProviderSettings)[]>;

const namesOf = (settings: Partial<ProviderSettings>) =>
  (Object.keys(KEYS) as ProviderName[]).filter((name) => KEYS[name].some((key) => settings[key]));

/** Which keys are missing of providers whose keys are there by half. */
export const missingKeys = (settings: Partial<ProviderSettings>): string[] =>
  namesOf(settings).flatMap((name) => KEYS[name].filter((key) => !settings[key]));

/** Those whose keys are in the settings, of each all. */
export function openProviders(
  settings: ProviderSettings,
  metrics?: Metrics,
): ReadonlyMap<ProviderName, PaymentProvider> {
  const open = createOpener(settings, metrics);
  return new Map(namesOf(settings).map((name) => [name, open[name]()]));
}

function createOpener(
  settings: ProviderSettings,
  metrics: Metrics | undefined,
): Record<ProviderName, () => PaymentProvider> {
  const circuitOpen = metrics?.gauge({
    name: 'provider_circuit_open',
    help: '1 while a payment provider does not answer and is left alone',
    labels: ['provider'],
  });
  const onCircuit = (provider: ProviderName, isOpen: boolean) =>
    circuitOpen?.labels(provider).set(isOpen ? 1 : 0);

  return {
    midtrans: () =>
      createMidtrans(
        {
          serverKey: settings.MIDTRANS_SERVER_KEY ?? '',
          snapUrl: settings.MIDTRANS_SNAP_URL,
          apiUrl: settings.MIDTRANS_API_URL,
        },
        { onCircuit },
      ),
    xendit: () =>
      createXendit(
        {
          secretKey: settings.XENDIT_SECRET_KEY ?? '',
          callbackToken: settings.XENDIT_CALLBACK_TOKEN ?? '',
          apiUrl: settings.XENDIT_API_URL,
        },
        { onCircuit },
      ),
    stripe: () =>
      createStripe(
        {
          secretKey: settings.STRIPE_SECRET_KEY ?? '',
          webhookSecret: settings.STRIPE_WEBHOOK_SECRET ?? '',
          apiUrl: settings.STRIPE_API_URL,
        },
        { onCircuit },
      ),
  };
}
