import type { RefundReason } from '@karcis/contracts';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { CheckoutSession, ProviderName, ProviderReport } from '../providers/provider.ts';
import type { Db, PaymentsTable, Tx } from './schema.ts';

export type PaymentRow = Selectable<PaymentsTable>;

/** How long after it was opened a session is looked at for the first time. */
const firstCheckSeconds = 30;

/** Writes an open session down. The caller holds the booking's lock, and no other session of its epoch is open. */
export async function insertSession(
  trx: Tx,
  session: CheckoutSession & {
    readonly bookingId: string;
    readonly epoch: number;
    readonly provider: ProviderName;
    readonly amount: number;
    readonly currency: string;
    readonly expiresAt: Date;
    readonly at: Date;
  },
): Promise<void> {
  const { at, expiresAt } = session;
  await insert(trx, {
    booking_id: session.bookingId,
    epoch: session.epoch,
    provider: session.provider,
    reference: session.reference,
    redirect_url: session.redirectUrl,
    expires_at: expiresAt,
    amount: session.amount,
    currency: session.currency,
    status: 'open',
    next_check_at: new Date(at.getTime() + firstCheckSeconds * 1000),
    created_at: at,
    updated_at: at,
  });
}

/** The session of a booking's epoch that can be paid. */
export const findOpenSession = (
  db: Db | Tx,
  bookingId: string,
  epoch: number,
): Promise<PaymentRow | undefined> =>
  db
    .selectFrom('payments')
    .selectAll()
    .where('booking_id', '=', bookingId)
    .where('epoch', '=', epoch)
    .where('status', '=', 'open')
    .executeTakeFirst();

/** All payments of a booking, oldest first. */
export const listPaymentsOf = (db: Db | Tx, bookingId: string): Promise<PaymentRow[]> =>
  db
    .selectFrom('payments')
    .selectAll()
    .where('booking_id', '=', bookingId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();

/** The payment that a report speaks of: this very one, or the session that was not paid yet. */
export async function findReported(
  db: Db | Tx,
  provider: ProviderName,
  { reference, paymentReference }: ProviderReport,
): Promise<PaymentRow | undefined> {
  const rows = await db
    .selectFrom('payments')
    .selectAll()
    .where('provider', '=', provider)
    .where('reference', '=', reference)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return (
    rows.find((row) => row.payment_reference === paymentReference) ??
    rows.find((row) => row.payment_reference === null) ??
    // A report without the payment's own reference cannot speak of a second one.
    (paymentReference === null ? rows[0] : undefined)
  );
}

/** Money that no session was written down for: a second payment of one, or one whose session a crash left unwritten. */
export const insertUnexpected = (
  trx: Tx,
  provider: ProviderName,
  report: ProviderReport & { readonly booking: { readonly id: string; readonly epoch: number } },
  asked: { readonly amount: number; readonly currency: string },
  at: Date,
): Promise<PaymentRow> =>
  insert(trx, {
    booking_id: report.booking.id,
    epoch: report.booking.epoch,
    provider,
    reference: report.reference,
    amount: asked.amount,
    currency: asked.currency,
    status: 'failed',
    created_at: at,
    updated_at: at,
  });

/** A transfer that an organiser approved, written down when it has to go back. */
export const insertManual = (
  trx: Tx,
  booking: { readonly id: string; readonly epoch: number; amount: number; currency: string },
  at: Date,
): Promise<PaymentRow> =>
  insert(trx, {
    booking_id: booking.id,
    epoch: booking.epoch,
    provider: 'manual',
    amount: booking.amount,
    currency: booking.currency,
    status: 'paid',
    paid_at: at,
    created_at: at,
    updated_at: at,
  });

const insert = (
  trx: Tx,
  row: Partial<Insertable<PaymentsTable>> &
    Pick<
      PaymentsTable,
      | 'booking_id'
      | 'epoch'
      | 'provider'
      | 'amount'
      | 'currency'
      | 'status'
      | 'created_at'
      | 'updated_at'
    >,
): Promise<PaymentRow> =>
  trx.insertInto('payments').values(row).returningAll().executeTakeFirstOrThrow();

/** Records what came in. What it was for, and whether it has to go back, is the caller's verdict. */
export async function recordMoney(
  trx: Tx,
  id: string,
  { paymentReference, amount, currency }: ProviderReport,
  refundReason: RefundReason | null,
  at: Date,
): Promise<void> {
  await trx
    .updateTable('payments')
    .set({
      status: refundReason ? 'refund-due' : 'paid',
      payment_reference: paymentReference,
      received_amount: amount,
      received_currency: currency,
      paid_at: at,
      refund_reason: refundReason,
      next_check_at: null,
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
}

export async function oweBack(trx: Tx, id: string, reason: RefundReason, at: Date): Promise<void> {
  await trx
    .updateTable('payments')
    .set({ status: 'refund-due', refund_reason: reason, updated_at: at })
    .where('id', '=', id)
    .execute();
}

/** A session that nobody can pay any more. */
export async function closeSession(trx: Tx, id: string, at: Date): Promise<void> {
  await trx
    .updateTable('payments')
    .set({ status: 'failed', next_check_at: null, updated_at: at })
    .where('id', '=', id)
    .where('status', '=', 'open')
    .execute();
}

export async function recordRefund(
  trx: Tx,
  id: string,
  refund: { readonly by: string; readonly reference: string | null; readonly at: Date },
): Promise<void> {
  await trx
    .updateTable('payments')
    .set({
      status: 'refunded',
      refunded_at: refund.at,
      refunded_by: refund.by,
      refund_reference: refund.reference,
      refund_error: null,
      next_refund_at: null,
      updated_at: refund.at,
    })
    .where('id', '=', id)
    .execute();
}

/** The booking is over: its open session is to be ended at once. */
export async function endSessionsSoon(trx: Tx, bookingId: string): Promise<void> {
  await sql`
    update payments set next_check_at = now() where booking_id = ${bookingId} and status = 'open'`.execute(
    trx,
  );
}
