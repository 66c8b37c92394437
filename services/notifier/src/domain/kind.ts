/** What a message is about. `new-proof-waiting` goes to the organiser, the others to who booked. */
export const kinds = [
  'hold-made',
  'expiring-soon',
  'proof-received',
  'new-proof-waiting',
  'approved',
  'rejected',
  'expired',
  'cancelled',
  'refund-due',
  'refunded',
  'reminder',
] as const;
export type Kind = (typeof kinds)[number];

export const states = [
  'HOLD',
  'PENDING',
  'REVIEW',
  'PAID',
  'REJECTED',
  'EXPIRED',
  'CANCELLED',
] as const;
export type State = (typeof states)[number];

/** Money goes back after a cancellation, and where it came for nothing: too late, twice, after a rejection. */
const moneyGoesBackIn = ['PAID', 'REJECTED', 'EXPIRED', 'CANCELLED'] as const;

/**
 * The states of a booking in which a message still helps its reader. A late one must not contradict a newer one: nobody
 * wants to hear that a place is held after hearing that the time was up, or that it expired after late money won it back.
 */
const welcomeIn: Readonly<Record<Kind, readonly State[]>> = {
  'hold-made': ['HOLD', 'PENDING', 'REVIEW', 'PAID', 'REJECTED'],
  'expiring-soon': ['HOLD', 'PENDING'],
  'proof-received': ['REVIEW', 'PAID', 'REJECTED'],
  'new-proof-waiting': ['REVIEW'],
  approved: ['PAID'],
  rejected: ['REJECTED'],
  expired: ['EXPIRED'],
  cancelled: ['CANCELLED'],
  'refund-due': moneyGoesBackIn,
  refunded: moneyGoesBackIn,
  reminder: ['PAID'],
};

/** True while a person should still get this message about a booking in this state. */
export const isWelcome = (kind: Kind, state: State): boolean => welcomeIn[kind].includes(state);

/** The state that a kind announces; the others announce none. */
export const announcedState: Readonly<Partial<Record<Kind, State>>> = {
  'hold-made': 'HOLD',
  'proof-received': 'REVIEW',
  'new-proof-waiting': 'REVIEW',
  approved: 'PAID',
  rejected: 'REJECTED',
  expired: 'EXPIRED',
  cancelled: 'CANCELLED',
};

/** How far the money of a booking went, where there is any. */
export type Money = 'open' | 'paid' | 'refund-due' | 'refunded' | 'failed' | null;

/** True where this message says how a booking stands now, so that its owner may have it once more. */
export function fitsNow(kind: Kind, state: State, money: Money): boolean {
  if (kind === 'refund-due' || kind === 'refunded') return money === kind;
  return kind !== 'new-proof-waiting' && announcedState[kind] === state;
}
