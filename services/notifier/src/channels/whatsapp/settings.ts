import { z } from 'zod';
import { createMeta } from './meta.ts';
import type { WhatsAppProvider } from './provider.ts';
import { createTwilio } from './twilio.ts';

const needed = {
  none: [],
  meta: [
    'WHATSAPP_PHONE_NUMBER_ID',
    'WHATSAPP_ACCESS_TOKEN',
    'WHATSAPP_APP_SECRET',
    'WHATSAPP_VERIFY_TOKEN',
  ],
  twilio: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_WHATSAPP_FROM'],
} as const;

const origin = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);
const secret = z.string().min(1).optional();

export const whatsappSettings = {
  /** Who brings WhatsApp messages; `none` sends none. */
  WHATSAPP_PROVIDER: z.enum(['meta', 'twilio', 'none']).default('none'),
  /** What the provider takes from one replica. */
  WHATSAPP_PER_SECOND: z.coerce.number().int().min(1).max(1_000).default(20),
  /** Meta's versions live for about two years. */
  WHATSAPP_API_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/)
    .default('v24.0'),
  WHATSAPP_API_URL: origin.default('https://graph.facebook.com'),
  WHATSAPP_PHONE_NUMBER_ID: z
    .string()
    .regex(/^\d{1,32}$/)
    .optional(),
  WHATSAPP_ACCESS_TOKEN: secret,
  WHATSAPP_APP_SECRET: secret,
  WHATSAPP_VERIFY_TOKEN: secret,
  TWILIO_API_URL: origin.default('https://api.twilio.com'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/i)
    .optional(),
  TWILIO_AUTH_TOKEN: secret,
  TWILIO_WHATSAPP_FROM: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .optional(),
};

export type WhatsAppSettings = z.infer<z.ZodObject<typeof whatsappSettings>>;

/** Which settings the chosen provider needs and does not have. */
export const missingWhatsAppSettings = (settings: Partial<WhatsAppSettings>): string[] =>
  (needed[settings.WHATSAPP_PROVIDER ?? 'none'] ?? []).filter(
    (name) => settings[name] === undefined,
  );

/** The chosen provider, or undefined. Every setting that it needs is there. */
export function openWhatsAppProvider(
  settings: WhatsAppSettings,
  publicUrl: string,
): WhatsAppProvider | undefined {
  switch (settings.WHATSAPP_PROVIDER) {
    case 'none':
      return undefined;
    case 'meta':
      return createMeta({
        apiUrl: settings.WHATSAPP_API_URL,
        apiVersion: settings.WHATSAPP_API_VERSION,
        phoneNumberId: settings.WHATSAPP_PHONE_NUMBER_ID ?? '',
        accessToken: settings.WHATSAPP_ACCESS_TOKEN ?? '',
        appSecret: settings.WHATSAPP_APP_SECRET ?? '',
        verifyToken: settings.WHATSAPP_VERIFY_TOKEN ?? '',
      });
    case 'twilio':
      return createTwilio({
        apiUrl: settings.TWILIO_API_URL,
        accountSid: settings.TWILIO_ACCOUNT_SID ?? '',
        authToken: settings.TWILIO_AUTH_TOKEN ?? '',
        from: settings.TWILIO_WHATSAPP_FROM ?? '',
        callbackUrl: `${publicUrl}/api/webhooks/messages/twilio`,
      });
  }
}
