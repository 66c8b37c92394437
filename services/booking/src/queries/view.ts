import {
  type Answers,
  type BookingState,
  type BookingView,
  isoTime,
  type ItemFacts,
  itemUrl,
  type Payment,
  type Proof,
  type TimelineEntry,
} from '@karcis/contracts';
import { type RawBuilder, sql } from 'kysely';
import { toPaymentMethod } from '../db/payment-methods.ts';
import type { BookingsTable, Db, PaymentMethodsTable, ProofsTable, Tx } from '../db/schema.ts';
import { ticketsOf } from '../domain/tickets.ts';

/** A booking with all that its page shows, as one statement reads it. Instants inside JSON are text. */
type ViewRow = BookingsTable & {
  readonly facts: ItemFacts;
  readonly method: PaymentMethodsTable | null;
  readonly proof:
    | (Omit<ProofsTable, 'uploaded_at' | 'answers'> & { uploaded_at: string; answers: Answers })
    | null;
  readonly timeline: readonly TimelineEntry[];
  readonly payment: (Omit<Payment, 'paidAt'> & { paidAt: string | null }) | null;
};

/** Reads bookings as their owners see them: the item as it is now, the proof that counts, the states passed through. */
export async function readViews(
  db: Db | Tx,
  where: RawBuilder<unknown>,
  tail: RawBuilder<unknown> = sql``,
): Promise<BookingView[]> {
  const { rows } = await sql<ViewRow>`
    select b.*, i.facts, to_jsonb(m) as method, to_jsonb(p) as proof, t.timeline, pay.payment
    from bookings b
    cross join lateral (select facts from items where id = b.item_id order by version desc limit 1) i
    left join payment_methods m on m.id = b.method_id
    left join proofs p on p.id = b.proof_id
    cross join lateral (
      select jsonb_agg(jsonb_build_object('state', a.to_state, 'at', a.at, 'by', a.actor) order by a.version) as timeline
      from audit a where a.booking_id = b.id and a.from_state is distinct from a.to_state
    ) t
    left join lateral (
      -- What is owed to the person is told first, then what pays for the booking.
      select jsonb_build_object('provider', provider, 'status', status, 'amount', coalesce(received_amount, amount),
        'currency', coalesce(received_currency, currency), 'paidAt', paid_at) as payment
      from payments where booking_id = b.id
      order by array_position(array['refund-due', 'paid', 'open', 'refunded', 'failed'], status), created_at desc limit 1
    ) pay on true
    where ${where} ${tail}`.execute(db);
  return rows.map(toView);
}

function toView(row: ViewRow): BookingView {
  const { facts, method, proof, payment } = row;
  return {
    ...creationFacts(row, facts),
    state: row.state,
    version: row.version,
    accountId: row.account_id,
    answers: proof?.answers ?? {},
    amountDue: row.amount_due ?? row.amount,
    paymentMethod: method && toPaymentMethod(method),
    proof: proof && {
      ...pick(proof, ['id', 'status', 'code', 'mime', 'size', 'sha256']),
      uploadedAt: iso(proof.uploaded_at),
    },
    payment: payment && { ...payment, paidAt: payment.paidAt && iso(payment.paidAt) },
    holdExpiresAt: hasTimer(row.state) ? isoTime(row.hold_expires_at) : null,
    updatedAt: isoTime(row.updated_at),
    rejectionReason: row.rejection_reason,
    timeline: row.timeline.map(({ state, at, by }) => ({ state, at: iso(at), by })),
    serverTime: new Date().toISOString(),
  };
}

/**
 * The booking as it was made: the body of the hold's 201, the same whenever it is built again. Its `serverTime` is capacity's
 * clock at the moment of admission.
 */
export function creationFacts(row: BookingsTable, item: ItemFacts): BookingView {
  const createdAt = isoTime(row.created_at);
  return {
    id: row.id,
    code: row.code,
    url: `/b/${row.code}`,
    state: 'HOLD',
    version: 1,
    item: {
      id: item.id,
      title: item.title,
      url: itemUrl(item),
      version: item.version,
      startsAt: item.startsAt,
      endsAt: item.endsAt,
      location: item.location,
      certificate: item.certificate ?? false,
    },
    name: row.name,
    contact: {
      ...(row.whatsapp !== null && { whatsapp: row.whatsapp }),
      ...(row.email !== null && { email: row.email }),
    },
    note: row.note,
    answers: {},
    quantity: row.quantity,
    amount: row.amount,
    amountDue: row.amount,
    currency: row.currency,
    paymentMethod: null,
    proof: null,
    payment: null,
    holdExpiresAt: isoTime(row.first_expires_at),
    createdAt,
    updatedAt: createdAt,
    rejectionReason: null,
    tickets: ticketsOf(row),
    timeline: [{ state: 'HOLD', at: createdAt, by: 'customer' }],
    serverTime: createdAt,
  };
}

const hasTimer = (state: BookingState) => state === 'HOLD' || state === 'PENDING';
const iso = (instant: string) => new Date(instant).toISOString();

function pick<Row, Key extends keyof Row & keyof Proof>(
  row: Row,
  keys: readonly Key[],
): Pick<Row, Key> {
  return Object.fromEntries(keys.map((key) => [key, row[key]])) as Pick<Row, Key>;
}
