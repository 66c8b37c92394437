import type {
  BookingRefusal,
  cancelPaidBooking,
  refundBooking,
  RequestOf,
} from '@karcis/contracts';
import { lockBooking, readNow } from '../db/bookings.ts';
import { requestRefund } from '../db/payment-queues.ts';
import { insertManual, listPaymentsOf, oweBack, type PaymentRow } from '../db/payments.ts';
import type { Telemetry } from '../telemetry.ts';
import { type BookingUnit, execute } from './execute.ts';
import { announceDue, noteOf, recordRefunded } from './refund-news.ts';

/** The organiser cancels what is PAID: its places go back, its tickets are void, its money is due back. Returns the refusal, or null. */
export async function cancelPaid(
  unit: BookingUnit,
  telemetry: Telemetry,
  { bookingId, reason, ipHash }: RequestOf<typeof cancelPaidBooking>,
): Promise<BookingRefusal | null> {
  const patch = { rejection_reason: reason };
  const outcome = await execute(unit, telemetry, bookingId, { type: 'refund' }, { ipHash, patch });
  if (!outcome.ok) return outcome.refusal;
  if (!outcome.changed) return null;

  const { row } = outcome;
  const paid = (await listPaymentsOf(unit.trx, bookingId)).some(({ status }) => status === 'paid');
  // A transfer has no row before it has to go back.
  const amount = row.amount_due ?? row.amount;
  if (!paid && amount > 0) await insertManual(unit.trx, { ...row, amount }, row.updated_at);
  await oweAll(unit, telemetry, bookingId);
  return null;
}

/** Whatever paid for this booking is due back. */
export async function oweAll(
  unit: BookingUnit,
  telemetry: Telemetry,
  bookingId: string,
): Promise<void> {
  const at = await readNow(unit.trx);
  for (const { id, status } of await listPaymentsOf(unit.trx, bookingId)) {
    if (status !== 'paid') continue;
    await oweBack(unit.trx, id, 'cancelled', at);
    await announceDue(unit, telemetry, bookingId, id, 'cancelled');
  }
}

/**
 * Gives back what is due. By hand, told by its reference, or where a transfer came in: it is recorded. Else the provider is asked to,
 * and asked once more where it had said no. Returns the refusal, or null.
 */
export async function refund(
  unit: BookingUnit,
  telemetry: Telemetry,
  { bookingId, reference, organiser, ipHash }: RequestOf<typeof refundBooking>,
): Promise<BookingRefusal | null> {
  const booking = await lockBooking(unit.trx, bookingId);
  if (!booking) return { code: 'booking-not-found' };
  const payments = await listPaymentsOf(unit.trx, bookingId);
  const due = payments.filter(({ status }) => status === 'refund-due');
  if (due.length === 0)
    return payments.some(({ status }) => status === 'refunded')
      ? null
      : { code: 'invalid-transition', state: booking.state };

  for (const payment of due) {
    if (isByHand(payment, reference)) {
      const by = organiser;
      await recordRefunded(unit, telemetry, bookingId, payment, { by, reference, ipHash });
    } else {
      const isNew = payment.refund_requested_at === null || payment.refund_error !== null;
      await requestRefund(unit.trx, payment.id, organiser);
      if (isNew) await noteOf(unit, telemetry, bookingId, 'refund-asked', 'organiser', ipHash);
    }
  }
  return null;
}

const isByHand = ({ provider }: PaymentRow, reference: string | null) =>
  provider === 'manual' || reference !== null;
