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
] as const;
export type Kind = (typeof kinds)[number];

export type State = 'HOLD' | 'PENDING' | 'REVIEW' | 'PAID' | 'REJECTED' | 'EXPIRED' | 'CANCELLED';

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
};

/** True while a person should still get this message about a booking in this state. */
export const isWelcome = (kind: Kind, state: State): boolean => welcomeIn[kind].includes(state);

/** The state that a kind announces; `expiring-soon` announces none. */
export const announcedState: Readonly<Record<Exclude<Kind, 'expiring-soon'>, State>> = {
  'hold-made': 'HOLD',
  'proof-received': 'REVIEW',
  'new-proof-waiting': 'REVIEW',
  approved: 'PAID',
  rejected: 'REJECTED',
  expired: 'EXPIRED',
  cancelled: 'CANCELLED',
};
