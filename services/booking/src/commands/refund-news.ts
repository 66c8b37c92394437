import {
  type Actor,
  bookingRefundDue,
  bookingRefunded,
  type RefundReason,
} from '@karcis/contracts';
import { announce } from '@karcis/messaging';
import { readNow } from '../db/bookings.ts';
import * as payments from '../db/payments.ts';
import type { BookingsTable } from '../db/schema.ts';
import type { PaymentNews } from '../domain/booking.ts';
import type { Telemetry } from '../telemetry.ts';
import { type BookingUnit, execute } from './execute.ts';

/** Keeps news of a payment in the booking's trail, as a version of its own, so that whoever watches the booking is told. */
export async function noteOf(
  unit: BookingUnit,
  telemetry: Telemetry,
  bookingId: string,
  reason: PaymentNews,
  by: Actor,
  ipHash: string | null = null,
): Promise<BookingsTable> {
  const command = { type: 'note-payment', by, reason } as const;
  const outcome = await execute(unit, telemetry, bookingId, command, { ipHash });
  if (!outcome.ok) throw new Error('a note was refused');
  return outcome.row;
}

/** Money is owed back: the trail, the person and the organiser are told. The payment's row says so already. */
export async function announceDue(
  unit: BookingUnit,
  telemetry: Telemetry,
  bookingId: string,
  paymentId: string,
  reason: RefundReason,
): Promise<void> {
  const row = await noteOf(unit, telemetry, bookingId, 'refund-due', 'system');
  unit.announce(announce(bookingRefundDue, row.id, { ...factsOf(row), paymentId, reason }));
}

/** The money went back. */
export async function recordRefunded(
  unit: BookingUnit,
  telemetry: Telemetry,
  bookingId: string,
  payment: Pick<payments.PaymentRow, 'id' | 'provider'>,
  refund: {
    /** The organiser's account, or `provider`. */
    readonly by: string;
    readonly reference: string | null;
    readonly ipHash?: string | null;
  },
): Promise<void> {
  const { by, reference, ipHash = null } = refund;
  const at = await readNow(unit.trx);
  await payments.recordRefund(unit.trx, payment.id, { by, reference, at });
  const actor = by === 'provider' ? 'provider' : 'organiser';
  const row = await noteOf(unit, telemetry, bookingId, 'refunded', actor, ipHash);
  unit.announce(announce(bookingRefunded, row.id, { ...factsOf(row), paymentId: payment.id }));
  unit.afterCommit(() => telemetry.payment(payment.provider, 'refunded'));
}

const factsOf = (row: BookingsTable) => ({
  bookingId: row.id,
  itemId: row.item_id,
  version: row.version,
  epoch: row.epoch,
  quantity: row.quantity,
});
