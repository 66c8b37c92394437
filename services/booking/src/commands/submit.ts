import type { BookingRefusal, lockPlaces, RequestOf, ResponseOf } from '@karcis/contracts';
import { readNow } from '../db/bookings.ts';
import { saveOutcome } from '../db/proofs.ts';
import type { Db } from '../db/schema.ts';
import type { PlacesVerdict } from '../domain/booking.ts';
import type { Telemetry } from '../telemetry.ts';
import { type BookingUnit, execute, type Outcome } from './execute.ts';

export type LockPlaces = (
  request: RequestOf<typeof lockPlaces>,
) => Promise<ResponseOf<typeof lockPlaces>>;

/**
 * Asks capacity to lock a booking's places for review; before the transaction, since it travels. Idempotent. Only a booking in
 * HOLD has anything to lock; in any other state the verdict decides nothing.
 */
export async function askForLock(
  db: Db,
  lock: LockPlaces,
  bookingId: string,
  proofId: string,
): Promise<PlacesVerdict> {
  const booking = await findHold(db, bookingId);
  if (!booking) return 'gone';

  const { outcome } = await lock({ bookingId, epoch: booking.epoch, proofId });
  if (outcome === 'ok') return 'granted';
  if (outcome === 'released' || outcome === 'unknown') return 'gone';
  // Another proof was faster, and the booking is decided already.
  if (!(await findHold(db, bookingId))) return 'gone';
  throw new Error(`capacity answered a lock with ${outcome}`);
}

const findHold = (db: Db, bookingId: string) =>
  db
    .selectFrom('bookings')
    .select('epoch')
    .where('id', '=', bookingId)
    .where('state', '=', 'HOLD')
    .executeTakeFirst();

/** Hands a proof in for review, with capacity's verdict. What becomes of it is recorded for whoever waits for this proof. */
export async function submit(
  unit: BookingUnit,
  telemetry: Telemetry,
  request: {
    readonly bookingId: string;
    readonly proofId: string;
    readonly places: PlacesVerdict;
    readonly ipHash: string | null;
  },
): Promise<Outcome> {
  const { bookingId, proofId, places, ipHash } = request;
  const patch = { proof_id: proofId, submitted_at: await readNow(unit.trx) };
  const command = { type: 'submit', proofId, places } as const;
  const outcome = await execute(unit, telemetry, bookingId, command, { ipHash, patch });

  const refusal: BookingRefusal | null = outcome.ok ? null : outcome.refusal;
  await saveOutcome(unit.trx, proofId, outcome.ok ? 'submitted' : 'refused', refusal);
  return outcome;
}
