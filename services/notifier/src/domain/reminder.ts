/** How long before the beginning a reminder is due. */
const REMIND_BEFORE_MS = 24 * 60 * 60_000;

/** A reminder that is due within this is sent at once. */
const TOLERANCE_MS = 60_000;

export const reminderDueAt = (startsAt: Date): Date =>
  new Date(startsAt.getTime() - REMIND_BEFORE_MS);

export type ReminderVerdict =
  | { readonly verdict: 'send' }
  /** The beginning has passed, or whoever paid this late needs no reminder. */
  | { readonly verdict: 'drop' }
  | { readonly verdict: 'wait'; readonly ms: number };

/** What to do with the reminder of a booking that was paid then, of an item that begins then. */
export function judgeReminder(startsAt: Date, paidAt: Date, now: Date): ReminderVerdict {
  const dueAt = reminderDueAt(startsAt);
  if (now >= startsAt || paidAt > dueAt) return { verdict: 'drop' };
  const ms = dueAt.getTime() - now.getTime();
  return ms > TOLERANCE_MS ? { verdict: 'wait', ms } : { verdict: 'send' };
}
