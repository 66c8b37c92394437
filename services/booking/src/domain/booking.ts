import type { Actor, BookingState } from '@karcis/contracts';

/** The facts of a booking that its rules look at. */
export type BookingFacts = {
  readonly state: BookingState;
  /** The set of places that the booking holds; rises by one with each re-acquire. */
  readonly epoch: number;
  /** The proof that is, or was, under review. */
  readonly proofId: string | null;
  readonly autoApprove: boolean;
};

/** What capacity, the only judge of time and places, answered before the command ran. */
export type PlacesVerdict = 'granted' | 'gone';

/**
 * What can be asked of a booking. `places` is capacity's answer: for `submit` to a lock, for `provider-paid` to a confirm, or,
 * when the booking had EXPIRED, to a re-acquire.
 */
export type BookingCommand =
  | { readonly type: 'select-method' }
  | { readonly type: 'submit'; readonly proofId: string; readonly places: PlacesVerdict }
  | { readonly type: 'refuse-proof' }
  | { readonly type: 'extend-hold' }
  | { readonly type: 'open-checkout' }
  | { readonly type: 'provider-paid'; readonly places: PlacesVerdict; readonly epoch: number }
  | { readonly type: 'approve'; readonly by?: 'system'; readonly reason?: string }
  | { readonly type: 'reject' }
  | { readonly type: 'expire'; readonly epoch: number }
  | { readonly type: 'cancel' }
  | { readonly type: 'refund' }
  | { readonly type: 'give-back'; readonly epoch: number }
  | { readonly type: 'note-payment'; readonly by: Actor; readonly reason: PaymentNews }
  | { readonly type: 'erase'; readonly by: Actor };

/** What is kept of a payment in the audit trail where it changes no state. */
export type PaymentNews =
  'refund-due' | 'refund-asked' | 'refunded' | 'refund-refused' | 'payment-failed';

export type BookingCommandType = BookingCommand['type'];

/** One step of the audit trail: a change of state, or a change within it that is worth keeping (`from` equals `to`). */
export type Step = {
  readonly from: BookingState;
  readonly to: BookingState;
  readonly by: Actor;
  readonly reason: string | null;
};

export type BookingDecision =
  | {
      readonly ok: true;
      readonly steps: readonly Step[];
      readonly epoch: number;
      /** Set when money came in for which there is no place. */
      readonly refundDue: boolean;
    }
  | {
      readonly ok: false;
      readonly refusal: 'hold-expired' | 'invalid-transition';
      /** A refusal can itself be news: capacity's "gone" is the expiry. */
      readonly steps: readonly Step[];
    };

/**
 * The state machine (mission, section 7), without a clock: whether a hold is alive is capacity's verdict, which comes in as a
 * fact. HOLD turns into REVIEW by a proof, into PENDING by a provider's checkout; both end by the timer; REVIEW is decided by
 * the organiser and PAID is undone by a person only. A repeat of what already took effect succeeds and says nothing new;
 * everything else is refused.
 */
export function decide(booking: BookingFacts, command: BookingCommand): BookingDecision {
  switch (command.type) {
    case 'select-method':
      return inHold(booking, stay(booking, 'customer', 'method-selected'));
    case 'refuse-proof':
      return inHold(booking, stay(booking, 'system', 'proof-refused'));
    case 'submit':
      return submit(booking, command);
    case 'extend-hold':
      return extendHold(booking);
    case 'open-checkout':
      return openCheckout(booking);
    case 'provider-paid':
      return providerPaid(booking, command);
    case 'approve':
      return approve(booking, command);
    case 'reject':
      return reject(booking);
    case 'expire':
      return expire(booking, command.epoch);
    case 'cancel':
      return cancel(booking);
    case 'refund':
      return refund(booking);
    case 'give-back':
      return giveBack(booking, command.epoch);
    case 'note-payment':
      return became(booking, stay(booking, command.by, command.reason));
    case 'erase':
      return erase(booking, command.by);
  }
}

function submit(
  booking: BookingFacts,
  { proofId, places }: Extract<BookingCommand, { type: 'submit' }>,
): BookingDecision {
  const isRepeat =
    booking.proofId === proofId && ['REVIEW', 'PAID', 'REJECTED'].includes(booking.state);
  if (isRepeat) return unchanged(booking);
  if (booking.state === 'EXPIRED') return refused('hold-expired');
  if (booking.state !== 'HOLD') return refused('invalid-transition');
  // Capacity's refusal is the expiry: it takes effect here, not when the event comes.
  if (places === 'gone') return refused('hold-expired', step('HOLD', 'EXPIRED', 'system'));

  const review = step('HOLD', 'REVIEW', 'customer');
  return booking.autoApprove
    ? became(booking, review, step('REVIEW', 'PAID', 'system', 'auto-approved'))
    : became(booking, review);
}

/** Capacity extended the hold for a checkout: the new end is news even if no checkout comes of it. */
function extendHold(booking: BookingFacts): BookingDecision {
  if (booking.state === 'PENDING') return unchanged(booking);
  return inHold(booking, stay(booking, 'customer', 'hold-extended'));
}

function openCheckout(booking: BookingFacts): BookingDecision {
  if (booking.state === 'PENDING') return unchanged(booking);
  return inHold(booking, step('HOLD', 'PENDING', 'customer'));
}

/** Money is never lost: what cannot be a PAID booking is due for refund. */
function providerPaid(
  booking: BookingFacts,
  { places, epoch }: Extract<BookingCommand, { type: 'provider-paid' }>,
): BookingDecision {
  switch (booking.state) {
    case 'PAID':
    case 'REVIEW':
      return unchanged(booking);
    case 'REJECTED':
    case 'CANCELLED':
      return { ...unchanged(booking), refundDue: true };
    case 'HOLD':
    case 'PENDING':
      if (places === 'granted') return became(booking, step(booking.state, 'PAID', 'provider'));
      return { ...became(booking, step(booking.state, 'EXPIRED', 'system')), refundDue: true };
    case 'EXPIRED':
      if (places === 'gone') return { ...unchanged(booking), refundDue: true };
      // Only a re-acquire with a higher epoch brings an expired booking back.
      if (epoch <= booking.epoch) return { ...unchanged(booking), refundDue: true };
      return { ...became(booking, step('EXPIRED', 'PAID', 'provider', 'late-payment')), epoch };
  }
}

function approve(
  booking: BookingFacts,
  { by, reason }: Extract<BookingCommand, { type: 'approve' }>,
): BookingDecision {
  if (booking.state === 'PAID') return unchanged(booking);
  if (booking.state !== 'REVIEW') return refused('invalid-transition');
  return became(booking, step('REVIEW', 'PAID', by ?? 'organiser', reason ?? null));
}

function reject(booking: BookingFacts): BookingDecision {
  if (booking.state === 'REJECTED') return unchanged(booking);
  if (booking.state !== 'REVIEW') return refused('invalid-transition');
  return became(booking, step('REVIEW', 'REJECTED', 'organiser'));
}

/** A timer speaks for one epoch: a late one can never undo places that were taken again. */
function expire(booking: BookingFacts, epoch: number): BookingDecision {
  if (epoch < booking.epoch) return unchanged(booking);
  if (booking.state !== 'HOLD' && booking.state !== 'PENDING') return unchanged(booking);
  return became(booking, step(booking.state, 'EXPIRED', 'system'));
}

function cancel(booking: BookingFacts): BookingDecision {
  if (booking.state === 'CANCELLED') return unchanged(booking);
  if (booking.state === 'EXPIRED') return refused('hold-expired');
  if (booking.state !== 'HOLD' && booking.state !== 'PENDING') return refused('invalid-transition');
  return became(booking, step(booking.state, 'CANCELLED', 'customer'));
}

function refund(booking: BookingFacts): BookingDecision {
  if (booking.state === 'CANCELLED') return unchanged(booking);
  if (booking.state !== 'PAID') return refused('invalid-transition');
  return { ...became(booking, step('PAID', 'CANCELLED', 'organiser')), refundDue: true };
}

/**
 * Places that were taken again for money that needs none of them: the booking takes their epoch, so that whoever releases them
 * cannot take them from another payment that was granted the same ones.
 */
function giveBack(booking: BookingFacts, epoch: number): BookingDecision {
  if (booking.state !== 'EXPIRED' || epoch <= booking.epoch) return unchanged(booking);
  return { ...became(booking, stay(booking, 'system', 'places-given-back')), epoch };
}

/** Who is in the middle of something has to be reached. */
function erase(booking: BookingFacts, by: Actor): BookingDecision {
  const isUnderWay = ['HOLD', 'PENDING', 'REVIEW'].includes(booking.state);
  return isUnderWay ? refused('invalid-transition') : became(booking, stay(booking, by, 'erased'));
}

function inHold(booking: BookingFacts, next: Step): BookingDecision {
  if (booking.state === 'EXPIRED') return refused('hold-expired');
  if (booking.state !== 'HOLD') return refused('invalid-transition');
  return became(booking, next);
}

const step = (
  from: BookingState,
  to: BookingState,
  by: Actor,
  reason: string | null = null,
): Step => ({
  from,
  to,
  by,
  reason,
});

const stay = ({ state }: BookingFacts, by: Actor, reason: string) => step(state, state, by, reason);

type Accepted = Extract<BookingDecision, { ok: true }>;

/** Delivery is at least once: repeating a command that already took effect succeeds and says nothing new. */
const unchanged = (booking: BookingFacts): Accepted => became(booking);

const became = ({ epoch }: BookingFacts, ...steps: Step[]): Accepted => ({
  ok: true,
  steps,
  epoch,
  refundDue: false,
});

const refused = (
  refusal: 'hold-expired' | 'invalid-transition',
  ...steps: Step[]
): BookingDecision => ({ ok: false, refusal, steps });
