import {
  bookingCancelled,
  bookingErased,
  bookingExpired,
  bookingPaid,
  bookingRejected,
  type EventContract,
} from '@karcis/contracts';
import { on, type Subscription } from '@karcis/messaging';
import { saveBookingEnd } from '../db/booking-ends.ts';
import { rememberErased } from '../db/proofs.ts';
import type { ProofDatabase } from '../db/schema.ts';
import type { BookingEnd } from '../domain/proof.ts';

/** What is read of each of these events. */
type Ended = { readonly bookingId: string; readonly version: number };

/**
 * From its end on, the time runs that a booking's proofs are kept. A late payment can end it anew, with a higher version. Once its
 * person was forgotten there is no time left, for proofs that come later neither: `onErased` is told after the commit.
 */
export const onBookingEnded = (
  onErased: () => void,
): Readonly<Record<string, Subscription<ProofDatabase>>> => ({
  [bookingRejected.type]: ends(bookingRejected, 'rejected'),
  [bookingExpired.type]: ends(bookingExpired, 'expired'),
  [bookingCancelled.type]: ends(bookingCancelled, 'cancelled'),
  [bookingPaid.type]: ends(bookingPaid, 'paid'),
  [bookingErased.type]: on<ProofDatabase, Ended>(bookingErased, {
    async handle({ trx, afterCommit }, { data }) {
      await rememberErased(trx, data.bookingId);
      afterCommit(onErased);
    },
  }),
});

function ends<Data extends Ended>(
  contract: EventContract<string, Data>,
  outcome: BookingEnd,
): Subscription<ProofDatabase> {
  return on<ProofDatabase, Data>(contract, {
    handle: ({ trx }, { time, data: { bookingId, version } }) =>
      saveBookingEnd(trx, { bookingId, version, outcome, endedAt: new Date(time) }),
  });
}
