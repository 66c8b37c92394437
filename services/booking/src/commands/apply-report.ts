import type {
  confirmPlaces,
  reacquirePlaces,
  RefundReason,
  RequestOf,
  ResponseOf,
} from '@karcis/contracts';
import type { Transact } from '@karcis/messaging';
import { findBookingFacts, lockBooking, readNow } from '../db/bookings.ts';
import * as payments from '../db/payments.ts';
import type { BookingDatabase, BookingsTable, Db } from '../db/schema.ts';
import type { PlacesVerdict } from '../domain/booking.ts';
import { isSumOf } from '../domain/payment.ts';
import type { ProviderName, ProviderReport } from '../providers/provider.ts';
import type { Telemetry } from '../telemetry.ts';
import { type BookingUnit, execute } from './execute.ts';
import { expire } from './expire.ts';
import { announceDue, noteOf, recordRefunded } from './refund-news.ts';

type Ask<Call> = (request: RequestOf<Call>) => Promise<ResponseOf<Call>>;

export type ApplyDeps = {
  readonly db: Db;
  readonly transact: Transact<BookingDatabase>;
  readonly telemetry: Telemetry;
  readonly confirm: Ask<typeof confirmPlaces>;
  readonly reacquire: Ask<typeof reacquirePlaces>;
};

/** What became of a report. */
export type Applied =
  'unknown-booking' | 'nothing-new' | 'paid' | 'refund-due' | 'refunded' | 'failed';

/** A provider's report about a booking of ours. */
export type OurReport = ProviderReport & {
  readonly booking: NonNullable<ProviderReport['booking']>;
};

/** Runs in the transaction of a report's effect. */
export type AlsoInIt = (unit: BookingUnit, applied: Applied) => Promise<void>;

/**
 * Makes true what a provider said. Every report may come twice, late, and in any order: what counts is the payment's row, under the
 * booking's lock. Capacity is asked before the transaction; each of its answers can be had again.
 */
export async function applyReport(
  deps: ApplyDeps,
  provider: ProviderName,
  report: OurReport,
  also: AlsoInIt = async () => undefined,
): Promise<Applied> {
  const isKnown = await findBookingFacts(deps.db, report.booking.id);
  if (!isKnown) return 'unknown-booking';

  const verdict = await judge(deps, provider, report);
  return deps.transact(async (unit) => {
    const applied = await record(unit, deps.telemetry, provider, report, verdict);
    await also(unit, applied);
    return applied;
  });
}

const nobody = { ipHash: null };

type Verdict = { readonly places: PlacesVerdict; readonly epoch: number };

/** Places are asked for only by money that can count: the right sum, not seen before. */
async function judge(
  deps: ApplyDeps,
  provider: ProviderName,
  report: OurReport,
): Promise<Verdict | null> {
  if (report.status !== 'paid') return null;
  const payment = await payments.findReported(deps.db, provider, report);
  if (payment?.paid_at) return null;
  const asked = await findBookingFacts(deps.db, report.booking.id);
  if (!asked || !isSumOf(asked, report)) return null;
  return askForPlaces(deps, report.booking.id);
}

/** Confirms what is held. What has been released is taken again, if it is free, once the booking has EXPIRED. */
async function askForPlaces(deps: ApplyDeps, bookingId: string): Promise<Verdict | null> {
  const { db, transact, telemetry, confirm, reacquire } = deps;
  const booking = await findBookingFacts(db, bookingId);
  if (!booking) return null;

  const { state, epoch } = booking;
  if (state === 'HOLD' || state === 'PENDING') {
    const { outcome } = await confirm({ bookingId, epoch });
    if (outcome === 'ok') return { places: 'granted', epoch };
    if (outcome !== 'released' && outcome !== 'unknown')
      throw new Error(`capacity answered a confirm with ${outcome}`);
    // From EXPIRED only a payment leads on: nobody can end the booking while its places are taken again.
    await transact((unit) => expire(unit, telemetry, { bookingId, epoch }));
    return askForPlaces(deps, bookingId);
  }
  if (state !== 'EXPIRED') return null;

  const answer = await reacquire({ bookingId, epoch });
  if (answer.outcome === 'ok') return { places: 'granted', epoch: answer.epoch };
  if (answer.outcome === 'not-allowed')
    throw new Error('capacity still holds what booking calls expired');
  return { places: 'gone', epoch };
}

async function record(
  unit: BookingUnit,
  telemetry: Telemetry,
  provider: ProviderName,
  report: OurReport,
  verdict: Verdict | null,
): Promise<Applied> {
  const { trx } = unit;
  const booking = await lockBooking(trx, report.booking.id);
  if (!booking) return 'unknown-booking';
  const payment = await payments.findReported(trx, provider, report);
  if (payment && payment.booking_id !== booking.id)
    throw new Error('the session was opened for another booking');

  const at = await readNow(trx);
  switch (report.status) {
    case 'open':
      return 'nothing-new';
    case 'failed':
    case 'expired':
      if (payment?.status !== 'open') return 'nothing-new';
      // One try failed; the session may be tried again until its end.
      if (report.status === 'failed' && booking.state === 'PENDING') return 'nothing-new';
      await payments.closeSession(trx, payment.id, at);
      await noteOf(unit, telemetry, booking.id, 'payment-failed', 'provider');
      return 'failed';
    case 'refunded':
      // The money came and went before we heard of it.
      if (payment?.status === 'open') await payments.closeSession(trx, payment.id, at);
      if (!payment?.paid_at || payment.status === 'refunded') return 'nothing-new';
      await recordRefunded(unit, telemetry, booking.id, payment, {
        by: payment.refunded_by ?? 'provider',
        reference: payment.refund_reference,
      });
      return 'refunded';
    case 'paid':
      return recordPaid(unit, telemetry, provider, report, { booking, payment, verdict, at });
  }
}

async function recordPaid(
  unit: BookingUnit,
  telemetry: Telemetry,
  provider: ProviderName,
  report: OurReport,
  facts: {
    readonly booking: BookingsTable;
    readonly payment: payments.PaymentRow | undefined;
    readonly verdict: Verdict | null;
    readonly at: Date;
  },
): Promise<Applied> {
  const { booking, at } = facts;
  const verdict = facts.verdict ?? { places: 'gone', epoch: booking.epoch };
  if (facts.payment?.paid_at) {
    if (verdict.epoch > booking.epoch)
      await execute(
        unit,
        telemetry,
        booking.id,
        { type: 'give-back', epoch: verdict.epoch },
        nobody,
      );
    return 'nothing-new';
  }

  const payment =
    facts.payment ?? (await payments.insertUnexpected(unit.trx, provider, report, booking, at));
  const reason = await decideOn(unit, telemetry, booking, report, verdict);
  await payments.recordMoney(unit.trx, payment.id, report, reason, at);
  unit.afterCommit(() => telemetry.payment(provider, reason ? 'refund-due' : 'paid'));
  if (!reason) return 'paid';

  await announceDue(unit, telemetry, booking.id, payment.id, reason);
  return 'refund-due';
}

/** Why this money has to go back; null when it pays for the booking. */
async function decideOn(
  unit: BookingUnit,
  telemetry: Telemetry,
  booking: BookingsTable,
  report: OurReport,
  verdict: Verdict,
): Promise<RefundReason | null> {
  if (!isSumOf(booking, report)) return 'wrong-amount';
  const isPaid = (await payments.listPaymentsOf(unit.trx, booking.id)).some(
    ({ status }) => status === 'paid',
  );
  if (isPaid) return 'paid-twice';

  const paid = { type: 'provider-paid', ...verdict } as const;
  const outcome = await execute(unit, telemetry, booking.id, paid, nobody);
  if (!outcome.ok) throw new Error('a payment was refused');
  if (outcome.refundDue) return 'too-late';
  // Approved by an organiser before: then a transfer paid for it.
  return booking.state === 'PAID' ? 'paid-twice' : null;
}
