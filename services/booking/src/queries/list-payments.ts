import type {
  AdminPayment,
  AdminPaymentRow,
  ItemFacts,
  List,
  PageOf,
  PaymentStatus,
  UnmatchedPayment,
} from '@karcis/contracts';
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { listPaymentsOf, type PaymentRow } from '../db/payments.ts';
import type { Db, PaymentEventsTable } from '../db/schema.ts';

export type PaymentsRequest = {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly status?: PaymentStatus | undefined;
};

type ListRow = PaymentRow & {
  readonly code: string;
  readonly name: string;
  readonly state: string;
  readonly booking_amount: number;
  readonly booking_currency: string;
  readonly facts: ItemFacts;
};

/** Payments by age, oldest first; the cursor is the last one's id, a uuid v7. */
export async function listPayments(
  db: Db,
  { limit, cursor, status }: PaymentsRequest,
): Promise<PageOf<List<AdminPaymentRow>>> {
  if (cursor !== undefined && !z.guid().safeParse(cursor).success) return { badCursor: true };
  const { rows } = await sql<ListRow>`
    select p.*, b.code, b.name, b.state, b.amount as booking_amount, b.currency as booking_currency, i.facts
    from payments p join bookings b on b.id = p.booking_id
      join items i on i.id = b.item_id and i.version = b.item_version
    where (${status ?? null}::text is null or p.status = ${status ?? null})
      and (${cursor ?? null}::uuid is null or p.id > ${cursor ?? null}::uuid)
    order by p.id limit ${limit + 1}`.execute(db);

  const data = rows.slice(0, limit).map((row) => ({
    ...toAdminPayment(row),
    booking: {
      code: row.code,
      name: row.name,
      state: row.state,
      itemTitle: row.facts.title,
      amount: row.booking_amount,
      currency: row.booking_currency,
    },
  }));
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

export const findPayments = async (db: Db, bookingId: string): Promise<AdminPayment[]> =>
  (await listPaymentsOf(db, bookingId)).map(toAdminPayment);

const toAdminPayment = (row: PaymentRow): AdminPayment => ({
  id: row.id,
  bookingId: row.booking_id,
  provider: row.provider,
  status: row.status,
  amount: row.received_amount ?? row.amount,
  currency: row.received_currency ?? row.currency,
  paidAt: row.paid_at?.toISOString() ?? null,
  reference: row.reference,
  paymentReference: row.payment_reference,
  refundReason: row.refund_reason,
  refundRequestedAt: row.refund_requested_at?.toISOString() ?? null,
  refundError: row.refund_error,
  refundedAt: row.refunded_at?.toISOString() ?? null,
  refundedBy: row.refunded_by,
  refundReference: row.refund_reference,
  createdAt: row.created_at.toISOString(),
});

const unmatchedMax = 100;

/** What providers said and nobody could make anything of so far, the newest first. One that merely waits for its turn is none. */
export async function listUnmatched(db: Db): Promise<UnmatchedPayment[]> {
  const { rows } = await sql<Selectable<PaymentEventsTable>>`
    select * from payment_events where done_at is null and problem is not null
    order by received_at desc limit ${unmatchedMax}`.execute(db);
  return rows.map(({ provider, event_id: eventId, report, ...row }) => ({
    provider,
    eventId,
    reference: report.reference,
    bookingId: row.booking_id,
    status: report.status,
    amount: report.amount,
    currency: report.currency,
    receivedAt: row.received_at.toISOString(),
    attempts: row.tries,
    problem: row.problem ?? '',
  }));
}
