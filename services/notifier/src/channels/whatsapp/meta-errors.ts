import type { Meaning } from './failure.ts';

/**
 * Codes of the WhatsApp Cloud API that mean something else than their HTTP status.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
const codes: Readonly<Record<Meaning, readonly number[]>> = {
  outage: [
    // The token: missing, ended, without the right. Whoever runs Karcis has to renew it.
    ...[0, 3, 10, 190, 131005],
    // The provider is away or counts too many requests.
    ...[1, 2, 4, 80007, 130429, 131000, 131016, 131057, 133004],
    // The account: locked, unpaid, restricted for spam; the number is not registered.
    ...[368, 131031, 131042, 131048, 133010],
  ],
  // Too much to one reader; Meta protects readers from too much; a medium could not be fetched.
  later: [131056, 131049, 131052, 131053],
  never: [
    // No WhatsApp there; the sender itself; the 24 hours are over, which concerns free text alone; an unsupported type.
    ...[131026, 131021, 131047, 131051, 130472, 131050],
    // The template: parameters, name, language, length, policy, format, paused, disabled.
    ...[100, 131008, 131009, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018],
  ],
};

const meanings = new Map(
  Object.entries(codes).flatMap(([meaning, list]) =>
    list.map((code) => [code, meaning as Meaning] as const),
  ),
);

export const metaMeaning = (code: number): Meaning | undefined =>
  // 200 to 299 are missing permissions.
  code >= 200 && code < 300 ? 'outage' : meanings.get(code);
