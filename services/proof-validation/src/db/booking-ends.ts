import type { BookingEnd } from '../domain/proof.ts';
import type { Tx } from './schema.ts';

export type EndedBooking = {
  readonly bookingId: string;
  /** The booking's; an older one says nothing new. */
  readonly version: number;
  readonly outcome: BookingEnd;
  readonly endedAt: Date;
};

/** Remembers how a booking ended, whether or not one of its proofs is known yet. */
export async function saveBookingEnd(trx: Tx, ended: EndedBooking): Promise<void> {
  const { bookingId, version, outcome, endedAt } = ended;
  await trx
    .insertInto('booking_ends')
    .values({ booking_id: bookingId, version, outcome, ended_at: endedAt })
    .onConflict((conflict) =>
      conflict
        .column('booking_id')
        .doUpdateSet({ version, outcome, ended_at: endedAt })
        .where('booking_ends.version', '<', version),
    )
    .execute();
}
