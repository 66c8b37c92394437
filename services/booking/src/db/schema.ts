import type {
  Actor,
  Answers,
  BookingRefusal,
  BookingState,
  ItemFacts,
  PaymentProviderName,
  PaymentStatus,
  Proof,
  RefundReason,
  Statement,
} from '@karcis/contracts';
import type { Tx as AnyTx } from '@karcis/db';
import type { ColumnType, Generated, Kysely } from 'kysely';
import type { ProviderReport } from '../providers/provider.ts';

/** Written as JSON text, read as the value. */
type Json<T> = ColumnType<T, string, string>;

export type BookingsTable = {
  id: string;
  code: string;
  item_id: string;
  item_version: number;
  state: BookingState;
  version: number;
  epoch: number;
  name: string;
  whatsapp: string | null;
  email: string | null;
  note: string;
  attendees: string[];
  language: 'id' | 'en';
  account_id: string | null;
  quantity: number;
  amount: number;
  /** Set where it differs from `amount`. */
  amount_due: number | null;
  currency: string;
  first_expires_at: Date;
  hold_expires_at: Date;
  expiring_soon_at: Date | null;
  method_id: string | null;
  proof_id: string | null;
  rejection_reason: string | null;
  fingerprint: string;
  audit_hash: string;
  submitted_at: Date | null;
  /** When who booked was forgotten. */
  erased_at: Date | null;
  created_at: Date;
  updated_at: Date;
};

export type AuditTable = {
  booking_id: string;
  version: number;
  actor: Actor;
  ip_hash: string | null;
  from_state: BookingState | null;
  to_state: BookingState;
  reason: string | null;
  at: Date;
  hash: string;
};

export type ProofsTable = {
  id: string;
  booking_id: string;
  status: Proof['status'];
  code: string | null;
  mime: string | null;
  size: number | null;
  sha256: string | null;
  uploaded_at: Date;
  answers: Json<Answers>;
  ip_hash: string | null;
  outcome: 'submitted' | 'refused' | null;
  refusal: ColumnType<BookingRefusal | null, string | null, string | null>;
};

export type PaymentMethodsTable = {
  id: string;
  type: 'bank' | 'qris' | 'gateway';
  provider: PaymentProviderName | null;
  display_name: string;
  account_no: string | null;
  account_name: string | null;
  qris_url: string | null;
  instructions: string | null;
  active: boolean;
  unique_amount: boolean;
  created_at: Generated<Date>;
};

export type PaymentsTable = {
  id: Generated<string>;
  booking_id: string;
  epoch: number;
  provider: PaymentProviderName | 'manual';
  /** The provider's ids of the session and of the payment itself. */
  reference: string | null;
  payment_reference: string | null;
  redirect_url: string | null;
  /** The hold's end as it was when the session was opened. */
  expires_at: Date | null;
  /** What was asked for, and what came in. */
  amount: number;
  currency: string;
  received_amount: number | null;
  received_currency: string | null;
  status: PaymentStatus;
  paid_at: Date | null;
  refund_reason: RefundReason | null;
  refund_requested_at: Date | null;
  refund_error: string | null;
  refunded_at: Date | null;
  refunded_by: string | null;
  refund_reference: string | null;
  /** When to ask the provider about an open session, and how often it was asked. */
  next_check_at: Date | null;
  checks: Generated<number>;
  next_refund_at: Date | null;
  refund_tries: Generated<number>;
  created_at: Date;
  updated_at: Date;
};

export type PaymentEventsTable = {
  provider: PaymentProviderName;
  event_id: string;
  booking_id: string | null;
  report: Json<ProviderReport>;
  received_at: Generated<Date>;
  next_try_at: Generated<Date | null>;
  tries: Generated<number>;
  problem: string | null;
  done_at: Date | null;
  outcome: string | null;
};

export type StatementPartsTable = {
  statement_id: string;
  part: number;
  bytes: Buffer;
  at: Generated<Date>;
};

export type StatementsTable = {
  id: string;
  method_id: string;
  outcome: Json<Omit<Statement, 'id' | 'methodId' | 'importedAt'>>;
  at: Generated<Date>;
};

export type StatementLinesTable = {
  id: Generated<string>;
  statement_id: string;
  method_id: string;
  line: number;
  /** `YYYY-MM-DD`. */
  booked_on: string;
  description: string;
  amount: number;
  sen: number;
  fingerprint: string;
  booking_id: string | null;
  matched_at: Date | null;
  dismissed_at: Date | null;
  /** The organiser's account. */
  dismissed_by: string | null;
};

export type TicketsTable = {
  id: string;
  booking_id: string;
  item_id: string;
  /** From 1. */
  place: number;
  attendee: string;
  checked_in_at: Date | null;
  door: string | null;
  /** Rows of its trail. */
  version: Generated<number>;
};

export type TicketAuditTable = {
  ticket_id: string;
  version: number;
  action: 'check-in' | 'undo' | 'double-entry';
  at: Date;
  door: string | null;
  reason: string | null;
  organiser_id: string;
  ip_hash: string | null;
  operation: string;
  recorded_at: Generated<Date>;
};

export type BookingDatabase = {
  bookings: BookingsTable;
  audit: AuditTable;
  proofs: ProofsTable;
  payment_methods: PaymentMethodsTable;
  payments: PaymentsTable;
  payment_events: PaymentEventsTable;
  items: { id: string; version: number; facts: Json<ItemFacts> };
  operations: { id: string; booking_id: string; at: Generated<Date> };
  statement_parts: StatementPartsTable;
  statements: StatementsTable;
  statement_lines: StatementLinesTable;
  tickets: TicketsTable;
  ticket_audit: TicketAuditTable;
  tombstones: { booking_id: string; epoch: number; at: Generated<Date> };
};

export type Db = Kysely<BookingDatabase>;
export type Tx = AnyTx<BookingDatabase>;
