import type {
  Actor,
  Answers,
  BookingRefusal,
  BookingState,
  ItemFacts,
  Proof,
} from '@karcis/contracts';
import type { Tx as AnyTx } from '@karcis/db';
import type { ColumnType, Generated, Kysely } from 'kysely';

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
  quantity: number;
  amount: number;
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
  display_name: string;
  account_no: string | null;
  account_name: string | null;
  qris_url: string | null;
  instructions: string | null;
  active: boolean;
  created_at: Generated<Date>;
};

export type BookingDatabase = {
  bookings: BookingsTable;
  audit: AuditTable;
  proofs: ProofsTable;
  payment_methods: PaymentMethodsTable;
  items: { id: string; version: number; facts: Json<ItemFacts> };
  operations: { id: string; booking_id: string; at: Generated<Date> };
  tombstones: { booking_id: string; epoch: number; at: Generated<Date> };
};

export type Db = Kysely<BookingDatabase>;
export type Tx = AnyTx<BookingDatabase>;
