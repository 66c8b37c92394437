import type { BookingRefusal } from '@karcis/contracts';
import type { Unit } from '@karcis/messaging';
import { type BookingPatch, lockBooking, readNow, saveSteps, toFacts } from '../db/bookings.ts';
import { endSessionsSoon } from '../db/payments.ts';
import type { BookingDatabase, BookingsTable } from '../db/schema.ts';
import { type BookingCommand, decide } from '../domain/booking.ts';
import type { Telemetry } from '../telemetry.ts';
import { toAnnouncement } from './announce.ts';

export type BookingUnit = Unit<BookingDatabase>;

/** Who asked, and what the change carries besides its steps. */
export type Circumstances = {
  /** Keyed hash of the client's address; null where no client was involved. */
  readonly ipHash: string | null;
  readonly patch?: BookingPatch;
};

export type Outcome =
  | {
      readonly ok: true;
      readonly row: BookingsTable;
      readonly changed: boolean;
      /** Money came in for which there is no place. */
      readonly refundDue: boolean;
    }
  | { readonly ok: false; readonly refusal: BookingRefusal };

/**
 * Runs one command against one booking. The row lock makes rivals wait their turn; state, audit trail and announcement commit
 * together or not at all; what people and machines are told comes after the commit.
 */
export async function execute(
  unit: BookingUnit,
  telemetry: Telemetry,
  bookingId: string,
  command: BookingCommand,
  { ipHash, patch }: Circumstances,
): Promise<Outcome> {
  const locked = await lockBooking(unit.trx, bookingId);
  if (!locked) return { ok: false, refusal: { code: 'booking-not-found' } };

  const decision = decide(toFacts(locked), command);
  const { steps } = decision;
  const epoch = decision.ok ? decision.epoch : locked.epoch;
  const row =
    steps.length === 0
      ? locked
      : await saveSteps(unit.trx, locked, {
          steps,
          epoch,
          ipHash,
          at: await readNow(unit.trx),
          ...(patch && { patch }),
        });

  steps.forEach(({ from, to }, index) => {
    const announcement =
      from === to ? undefined : toAnnouncement(row, to, locked.version + 1 + index);
    if (announcement) unit.announce(announcement);
  });
  unit.afterCommit(() => telemetry.changed(row, steps, ipHash));

  if (locked.state === 'PENDING' && row.state !== 'PENDING' && row.state !== 'PAID')
    await endSessionsSoon(unit.trx, bookingId);

  const changed = steps.length > 0;
  if (decision.ok) return { ok: true, row, changed, refundDue: decision.refundDue };
  return { ok: false, refusal: toRefusal(decision.refusal, row) };
}

const toRefusal = (
  code: 'hold-expired' | 'invalid-transition',
  { state }: BookingsTable,
): BookingRefusal => (code === 'hold-expired' ? { code } : { code, state });
