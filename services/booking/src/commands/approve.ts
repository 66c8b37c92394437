import type { BookingRefusal } from '@karcis/contracts';
import { lockBooking } from '../db/bookings.ts';
import type { BookingsTable } from '../db/schema.ts';
import { hasLine, lockLine, matchLine, type StatementLineRow } from '../db/statement-lines.ts';
import type { Telemetry } from '../telemetry.ts';
import { type BookingUnit, execute, type Outcome } from './execute.ts';

export type Approval = {
  readonly bookingId: string;
  readonly ipHash: string | null;
  /** The money that was seen: the line is recorded with the booking, and can be for no other one. */
  readonly statementLineId?: string | undefined;
  readonly by?: 'system';
};

/** Approves a booking in REVIEW. A repeat succeeds; another line for it, or its line for another, is refused. */
export async function approve(
  unit: BookingUnit,
  telemetry: Telemetry,
  { bookingId, ipHash, statementLineId, by }: Approval,
): Promise<Outcome> {
  if (statementLineId === undefined) {
    return execute(unit, telemetry, bookingId, { type: 'approve' }, { ipHash });
  }
  // Always the booking first, so that rivals for a line cannot wait for each other.
  const booking = await lockBooking(unit.trx, bookingId);
  if (!booking) return refused('booking-not-found');
  const line = await lockLine(unit.trx, statementLineId);
  if (!line || !isFor(line, booking)) return refused('statement-line-not-found');
  const isRepeat = line.booking_id === bookingId;
  if (!isRepeat && (line.booking_id || (await hasLine(unit.trx, bookingId)))) {
    return refused('statement-line-used');
  }

  const command = { type: 'approve', reason: 'statement-matched', ...(by && { by }) } as const;
  const outcome = await execute(unit, telemetry, bookingId, command, { ipHash });
  if (outcome.ok && !isRepeat) await matchLine(unit.trx, statementLineId, bookingId);
  return outcome;
}

const isFor = (line: StatementLineRow, { method_id, amount, amount_due }: BookingsTable) =>
  line.method_id === method_id && line.sen === 0 && line.amount === (amount_due ?? amount);

const refused = (
  code: 'booking-not-found' | 'statement-line-not-found' | 'statement-line-used',
): { readonly ok: false; readonly refusal: BookingRefusal } => ({ ok: false, refusal: { code } });
