import type { findProofOutcome as call, RequestOf, ResponseOf } from '@karcis/contracts';
import type { Db } from '../db/schema.ts';
import { findBookings, type Tokens } from './find-bookings.ts';

/** What became of one proof, for the one who waits for it: a second proof of the same booking has its own answer. */
export async function findProofOutcome(
  db: Db,
  tokens: Tokens,
  { bookingId, proofId }: RequestOf<typeof call>,
): Promise<ResponseOf<typeof call>> {
  const proof = await db
    .selectFrom('proofs')
    .select(['outcome', 'refusal'])
    .where('id', '=', proofId)
    .where('booking_id', '=', bookingId)
    .executeTakeFirst();
  const [booking = null] = await findBookings(db, tokens, [{ id: bookingId }]);
  return { booking, outcome: proof?.outcome ?? null, refusal: proof?.refusal ?? null };
}
