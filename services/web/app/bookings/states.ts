import type { Booking, BookingState, PublicBooking } from '@karcis/contracts';
import type { Tone } from '../ui/badge.tsx';
import type { IconName } from '../ui/icon.tsx';

/** What is shown: a free place that was confirmed is approved, not paid. */
export type ShownState = BookingState | 'APPROVED';

export const shownState = (
  { amount }: Pick<PublicBooking, 'amount'>,
  state: BookingState,
): ShownState => (state === 'PAID' && amount === 0 ? 'APPROVED' : state);

export const stateLooks: Readonly<Record<ShownState, { tone: Tone; icon: IconName }>> = {
  HOLD: { tone: 'accent', icon: 'clock' },
  PENDING: { tone: 'accent', icon: 'clock' },
  REVIEW: { tone: 'wait', icon: 'search' },
  PAID: { tone: 'good', icon: 'check' },
  APPROVED: { tone: 'good', icon: 'check' },
  REJECTED: { tone: 'bad', icon: 'close' },
  EXPIRED: { tone: 'neutral', icon: 'clock' },
  CANCELLED: { tone: 'neutral', icon: 'close' },
};

/** Nothing more happens by itself from here on. */
export const isFinal = (state: BookingState) =>
  state !== 'HOLD' && state !== 'PENDING' && state !== 'REVIEW';

/** The places went back: whoever wants one begins anew. */
export const isOver = (state: BookingState) =>
  state === 'REJECTED' || state === 'EXPIRED' || state === 'CANCELLED';

const TOLD_BY: Readonly<Partial<Record<BookingState, string>>> = {
  HOLD: 'hold-made',
  REVIEW: 'proof-received',
  PAID: 'approved',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  CANCELLED: 'cancelled',
};

/** Whether a message tells how the booking stands now: only that is worth reading once more. */
export const tellsNow = (kind: string, { state, payment }: Pick<Booking, 'state' | 'payment'>) =>
  TOLD_BY[state] === kind || payment?.status === kind;

/** Its owner may still pay, or give it up. */
export const isOpen = (state: BookingState) => state === 'HOLD' || state === 'PENDING';
