create table audit (
  booking_id uuid not null,
  version integer not null,
  actor text not null,
  ip_hash text,
  from_state text,
  to_state text not null,
  reason text,
  at timestamp with time zone not null,
  hash text not null,
  constraint audit_pkey PRIMARY KEY (booking_id, version),
  constraint audit_actor_check CHECK ((actor = ANY (ARRAY['customer'::text, 'organiser'::text, 'system'::text, 'provider'::text])))
);

create table bookings (
  id uuid not null,
  code text not null,
  item_id uuid not null,
  item_version integer not null,
  state text not null,
  version integer not null,
  epoch integer not null,
  name text not null,
  whatsapp text,
  email text,
  note text not null,
  attendees text[] not null,
  language text not null,
  quantity integer not null,
  amount bigint not null,
  currency text not null,
  first_expires_at timestamp with time zone not null,
  hold_expires_at timestamp with time zone not null,
  expiring_soon_at timestamp with time zone,
  method_id uuid,
  proof_id uuid,
  rejection_reason text,
  fingerprint text not null,
  audit_hash text not null,
  submitted_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  account_id uuid,
  amount_due bigint,
  erased_at timestamp with time zone,
  constraint bookings_pkey PRIMARY KEY (id),
  constraint bookings_code_key UNIQUE (code),
  constraint bookings_method_id_fkey FOREIGN KEY (method_id) REFERENCES payment_methods(id),
  constraint bookings_amount_check CHECK ((amount >= 0)),
  constraint bookings_check CHECK (((amount_due > amount) AND (amount_due <= (amount + 999)))),
  constraint bookings_epoch_check CHECK ((epoch >= 1)),
  constraint bookings_quantity_check CHECK ((quantity >= 1)),
  constraint bookings_state_check CHECK ((state = ANY (ARRAY['HOLD'::text, 'PENDING'::text, 'REVIEW'::text, 'PAID'::text, 'REJECTED'::text, 'EXPIRED'::text, 'CANCELLED'::text]))),
  constraint bookings_version_check CHECK ((version >= 1))
) with (fillfactor=85);

create table dead_letters (
  id uuid not null default uuidv7(),
  stream text not null,
  durable text not null,
  message_key text not null,
  subject text not null,
  payload text not null,
  error text not null,
  attempts integer not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  replayed_at timestamp with time zone,
  constraint dead_letters_pkey PRIMARY KEY (id),
  constraint dead_letters_stream_durable_message_key_key UNIQUE (stream, durable, message_key)
);

create table inbox (
  consumer text not null,
  event_id uuid not null,
  handled_at timestamp with time zone not null default clock_timestamp(),
  constraint inbox_pkey PRIMARY KEY (consumer, event_id)
);

create table items (
  id uuid not null,
  version integer not null,
  facts jsonb not null,
  constraint items_pkey PRIMARY KEY (id, version)
);

create table operations (
  id text not null,
  booking_id uuid not null,
  at timestamp with time zone not null default now(),
  constraint operations_pkey PRIMARY KEY (id)
);

create table outbox (
  id uuid not null,
  subject text not null,
  payload text not null,
  traceparent text,
  relevant_until timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp(),
  published_at timestamp with time zone,
  stream_seq bigint,
  constraint outbox_pkey PRIMARY KEY (id)
) with (autovacuum_vacuum_scale_factor=0.02);

create table outbox_marks (
  stream text not null,
  incarnation text not null,
  seq bigint not null,
  event_id uuid,
  constraint outbox_marks_pkey PRIMARY KEY (stream)
);

create table payment_events (
  provider text not null,
  event_id text not null,
  booking_id uuid,
  report jsonb not null,
  received_at timestamp with time zone not null default now(),
  next_try_at timestamp with time zone default now(),
  tries integer not null default 0,
  problem text,
  done_at timestamp with time zone,
  outcome text,
  constraint payment_events_pkey PRIMARY KEY (provider, event_id),
  constraint payment_events_check CHECK (((done_at IS NULL) OR (next_try_at IS NULL)))
);

create table payment_methods (
  id uuid not null,
  type text not null,
  display_name text not null,
  account_no text,
  account_name text,
  qris_url text,
  instructions text,
  active boolean not null,
  created_at timestamp with time zone not null default now(),
  provider text,
  unique_amount boolean not null default false,
  constraint payment_methods_pkey PRIMARY KEY (id),
  constraint payment_methods_provider_check CHECK ((provider = ANY (ARRAY['midtrans'::text, 'xendit'::text, 'stripe'::text]))),
  constraint payment_methods_type_check CHECK ((type = ANY (ARRAY['bank'::text, 'qris'::text, 'gateway'::text])))
);

create table payments (
  id uuid not null default uuidv7(),
  booking_id uuid not null,
  epoch integer not null,
  provider text not null,
  reference text,
  payment_reference text,
  redirect_url text,
  expires_at timestamp with time zone,
  amount bigint not null,
  currency text not null,
  received_amount bigint,
  received_currency text,
  status text not null,
  paid_at timestamp with time zone,
  refund_reason text,
  refund_requested_at timestamp with time zone,
  refund_error text,
  refunded_at timestamp with time zone,
  refunded_by text,
  refund_reference text,
  next_check_at timestamp with time zone,
  checks integer not null default 0,
  next_refund_at timestamp with time zone,
  refund_tries integer not null default 0,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint payments_pkey PRIMARY KEY (id),
  constraint payments_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES bookings(id),
  constraint payments_amount_check CHECK ((amount >= 0)),
  constraint payments_check CHECK (((status = ANY (ARRAY['paid'::text, 'refund-due'::text, 'refunded'::text])) = (paid_at IS NOT NULL))),
  constraint payments_check1 CHECK (((status <> ALL (ARRAY['refund-due'::text, 'refunded'::text])) OR (refund_reason IS NOT NULL) OR (refunded_by = 'provider'::text))),
  constraint payments_epoch_check CHECK ((epoch >= 1)),
  constraint payments_provider_check CHECK ((provider = ANY (ARRAY['manual'::text, 'midtrans'::text, 'xendit'::text, 'stripe'::text]))),
  constraint payments_refund_reason_check CHECK ((refund_reason = ANY (ARRAY['cancelled'::text, 'too-late'::text, 'paid-twice'::text, 'wrong-amount'::text]))),
  constraint payments_status_check CHECK ((status = ANY (ARRAY['open'::text, 'paid'::text, 'refund-due'::text, 'refunded'::text, 'failed'::text])))
);

create table proofs (
  id uuid not null,
  booking_id uuid not null,
  status text not null,
  code text,
  mime text,
  size integer,
  sha256 text,
  uploaded_at timestamp with time zone not null,
  answers jsonb not null default '{}'::jsonb,
  ip_hash text,
  outcome text,
  refusal jsonb,
  constraint proofs_pkey PRIMARY KEY (id),
  constraint proofs_outcome_check CHECK ((outcome = ANY (ARRAY['submitted'::text, 'refused'::text]))),
  constraint proofs_status_check CHECK ((status = ANY (ARRAY['checking'::text, 'accepted'::text, 'refused'::text])))
);

create table statement_lines (
  id uuid not null default uuidv7(),
  statement_id uuid not null,
  method_id uuid not null,
  line integer not null,
  booked_on date not null,
  description text not null,
  amount bigint not null,
  sen smallint not null,
  fingerprint text not null,
  booking_id uuid,
  matched_at timestamp with time zone,
  dismissed_at timestamp with time zone,
  dismissed_by text,
  constraint statement_lines_pkey PRIMARY KEY (id),
  constraint statement_lines_method_id_fingerprint_key UNIQUE (method_id, fingerprint),
  constraint statement_lines_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES bookings(id),
  constraint statement_lines_method_id_fkey FOREIGN KEY (method_id) REFERENCES payment_methods(id),
  constraint statement_lines_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements(id),
  constraint statement_lines_amount_check CHECK ((amount >= 0)),
  constraint statement_lines_check CHECK (((booking_id IS NULL) = (matched_at IS NULL))),
  constraint statement_lines_check1 CHECK (((dismissed_at IS NULL) = (dismissed_by IS NULL))),
  constraint statement_lines_sen_check CHECK (((sen >= 0) AND (sen <= 99)))
);

create table statement_parts (
  statement_id uuid not null,
  part integer not null,
  bytes bytea not null,
  at timestamp with time zone not null default now(),
  constraint statement_parts_pkey PRIMARY KEY (statement_id, part)
);

create table statements (
  id uuid not null,
  method_id uuid not null,
  outcome jsonb not null,
  at timestamp with time zone not null default now(),
  constraint statements_pkey PRIMARY KEY (id),
  constraint statements_method_id_fkey FOREIGN KEY (method_id) REFERENCES payment_methods(id)
);

create table ticket_audit (
  ticket_id uuid not null,
  version integer not null,
  action text not null,
  at timestamp with time zone not null,
  door text,
  reason text,
  organiser_id text not null,
  ip_hash text,
  operation text not null,
  recorded_at timestamp with time zone not null default clock_timestamp(),
  constraint ticket_audit_pkey PRIMARY KEY (ticket_id, version),
  constraint an_operation_acts_once UNIQUE (ticket_id, operation),
  constraint ticket_audit_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id),
  constraint ticket_audit_action_check CHECK ((action = ANY (ARRAY['check-in'::text, 'undo'::text, 'double-entry'::text]))),
  constraint ticket_audit_version_check CHECK ((version >= 1))
);

create table tickets (
  id uuid not null,
  booking_id uuid not null,
  item_id uuid not null,
  place integer not null,
  attendee text not null,
  checked_in_at timestamp with time zone,
  door text,
  version integer not null default 0,
  constraint tickets_pkey PRIMARY KEY (id),
  constraint a_place_has_one_ticket UNIQUE (booking_id, place),
  constraint tickets_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES bookings(id),
  constraint let_in_somewhere CHECK (((checked_in_at IS NULL) = (door IS NULL))),
  constraint tickets_place_check CHECK ((place >= 1)),
  constraint tickets_version_check CHECK ((version >= 0))
) with (fillfactor=85);

create table tombstones (
  booking_id uuid not null,
  epoch integer not null,
  at timestamp with time zone not null default now(),
  constraint tombstones_pkey PRIMARY KEY (booking_id)
);

CREATE INDEX audit_at ON audit USING brin (at);

CREATE INDEX audit_decisions ON audit USING btree (at) WHERE (from_state = 'REVIEW'::text);

CREATE INDEX bookings_due ON bookings USING btree (method_id, COALESCE(amount_due, amount)) WHERE (method_id IS NOT NULL);

CREATE INDEX bookings_holds ON bookings USING btree (hold_expires_at) WHERE (state = ANY (ARRAY['HOLD'::text, 'PENDING'::text]));

CREATE INDEX bookings_newest ON bookings USING btree (created_at DESC, id DESC);

CREATE INDEX bookings_of_account ON bookings USING btree (account_id, created_at DESC, id DESC) WHERE (account_id IS NOT NULL);

CREATE UNIQUE INDEX bookings_open_amounts ON bookings USING btree (method_id, amount_due) WHERE ((amount_due IS NOT NULL) AND (state = ANY (ARRAY['HOLD'::text, 'PENDING'::text, 'REVIEW'::text])));

CREATE INDEX bookings_review_queue ON bookings USING btree (submitted_at, id) WHERE (state = 'REVIEW'::text);

CREATE INDEX bookings_to_erase ON bookings USING btree (updated_at) WHERE ((erased_at IS NULL) AND (state = ANY (ARRAY['PAID'::text, 'REJECTED'::text, 'EXPIRED'::text, 'CANCELLED'::text])));

CREATE UNIQUE INDEX outbox_stream_seq ON outbox USING btree (stream_seq) WHERE (stream_seq IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree (id) WHERE (published_at IS NULL);

CREATE INDEX payment_events_unmatched ON payment_events USING btree (received_at) WHERE (done_at IS NULL);

CREATE INDEX payment_events_waiting ON payment_events USING btree (next_try_at) WHERE (next_try_at IS NOT NULL);

CREATE INDEX payments_by_status ON payments USING btree (status, id);

CREATE INDEX payments_of_booking ON payments USING btree (booking_id);

CREATE UNIQUE INDEX payments_once ON payments USING btree (provider, reference, payment_reference) NULLS NOT DISTINCT WHERE (provider <> 'manual'::text);

CREATE UNIQUE INDEX payments_one_counts ON payments USING btree (booking_id) WHERE (status = 'paid'::text);

CREATE UNIQUE INDEX payments_one_open_session ON payments USING btree (booking_id, epoch) WHERE (status = 'open'::text);

CREATE INDEX payments_to_check ON payments USING btree (next_check_at) WHERE (next_check_at IS NOT NULL);

CREATE INDEX payments_to_refund ON payments USING btree (next_refund_at) WHERE (next_refund_at IS NOT NULL);

CREATE UNIQUE INDEX statement_lines_booking ON statement_lines USING btree (booking_id) WHERE (booking_id IS NOT NULL);

CREATE INDEX statement_lines_newest ON statement_lines USING btree (booked_on DESC, id DESC) WHERE (booking_id IS NULL);

CREATE INDEX statement_lines_open ON statement_lines USING btree (method_id, amount) WHERE (booking_id IS NULL);

CREATE INDEX tickets_of_item ON tickets USING btree (item_id, id);

CREATE OR REPLACE FUNCTION booking.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'the audit trail is append-only';
      end $function$;

CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER ticket_audit_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ticket_audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

grant insert, select on audit to booking;

grant delete, insert, select, update on bookings to booking;

grant delete, insert, select, update on dead_letters to booking;

grant execute on function refuse_change() to booking;

grant execute on function refuse_change() to public;

grant delete, insert, select, update on inbox to booking;

grant delete, insert, select, update on items to booking;

grant delete, insert, select, update on operations to booking;

grant delete, insert, select, update on outbox to booking;

grant delete, insert, select, update on outbox_marks to booking;

grant delete, insert, select, update on payment_events to booking;

grant delete, insert, select, update on payment_methods to booking;

grant delete, insert, select, update on payments to booking;

grant delete, insert, select, update on proofs to booking;

grant usage on schema booking to booking;

grant delete, insert, select, update on statement_lines to booking;

grant delete, insert, select, update on statement_parts to booking;

grant delete, insert, select, update on statements to booking;

grant insert, select on ticket_audit to booking;

grant delete, insert, select, update on tickets to booking;

grant delete, insert, select, update on tombstones to booking;
