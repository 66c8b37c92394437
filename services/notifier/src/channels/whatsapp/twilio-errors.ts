import type { Meaning } from './failure.ts';

/** Twilio's codes that mean something else than their HTTP status. https://www.twilio.com/docs/api/errors */
const codes: Readonly<Record<Meaning, readonly number[]>> = {
  outage: [
    // Credentials, a suspended account, too many requests.
    ...[20003, 20005, 20429, 30001, 30002, 14107],
    // The sender or the address for callbacks is not ours or not valid.
    ...[21212, 21606, 21609, 21660, 63007],
    // The channel: throttled, its provider away or in error.
    ...[63010, 63012, 63017, 63018, 63020, 63023],
  ],
  later: [63015, 63019],
  never: [
    // No such number, no WhatsApp there, opted out, not allowed to be reached.
    ...[21211, 21610, 21614, 63003, 63024, 63033, 63049],
    // The 24 hours are over, which concerns free text alone; policy; the content and its variables.
    ...[63016, 63013, 21654, 21655, 21656, 92005, 63027, 63028, 63029, 63032, 63040, 63041],
  ],
};

const meanings = new Map(
  Object.entries(codes).flatMap(([meaning, list]) =>
    list.map((code) => [code, meaning as Meaning] as const),
  ),
);

export const twilioMeaning = (code: number): Meaning | undefined => meanings.get(code);
