/** What each kind of failure is called among the texts `messages.problem`; the first that fits. */
const KINDS = [
  ['slow', /took too long|no answer within|timeout/i],
  ['unreachable', /^mail server not reached/],
  ['refusedAddress', /^mail server said \d+ to RCPT TO/],
  ['refusedMail', /^mail server said/],
  ['http', /^HTTP (\d{3})/],
  ['disabled', /endpoint is disabled/],
  ['notAllowed', /address not allowed/],
  ['stale', /not sent within a day/],
  ['internal', /^internal error/],
] as const;

export type DeliveryProblem = (typeof KINDS)[number][0] | 'other';

/** What went wrong with a delivery, as an organiser can understand it, and the status that an address answered with. */
export function errorInWords(error: string): {
  readonly problem: DeliveryProblem;
  readonly status: string;
} {
  for (const [problem, pattern] of KINDS) {
    const found = pattern.exec(error);
    if (found) return { problem, status: found[1] ?? '' };
  }
  return { problem: 'other', status: '' };
}
