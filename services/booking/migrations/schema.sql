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
  constraint bookings_pkey PRIMARY KEY (id),
  constraint bookings_code_key UNIQUE (code),
  constraint bookings_method_id_fkey FOREIGN KEY (method_id) REFERENCES payment_methods(id),
  constraint bookings_amount_check CHECK ((amount >= 0)),
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
  constraint payment_methods_pkey PRIMARY KEY (id),
  constraint payment_methods_type_check CHECK ((type = ANY (ARRAY['bank'::text, 'qris'::text, 'gateway'::text])))
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

create table tombstones (
  booking_id uuid not null,
  epoch integer not null,
  at timestamp with time zone not null default now(),
  constraint tombstones_pkey PRIMARY KEY (booking_id)
);

CREATE INDEX audit_at ON audit USING brin (at);

CREATE INDEX audit_decisions ON audit USING btree (at) WHERE (from_state = 'REVIEW'::text);

CREATE INDEX bookings_holds ON bookings USING btree (hold_expires_at) WHERE (state = ANY (ARRAY['HOLD'::text, 'PENDING'::text]));

CREATE INDEX bookings_newest ON bookings USING btree (created_at DESC, id DESC);

CREATE INDEX bookings_review_queue ON bookings USING btree (submitted_at, id) WHERE (state = 'REVIEW'::text);

CREATE UNIQUE INDEX outbox_stream_seq ON outbox USING btree (stream_seq) WHERE (stream_seq IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree (id) WHERE (published_at IS NULL);

CREATE OR REPLACE FUNCTION booking.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'the audit trail is append-only';
      end $function$;

CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

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

grant delete, insert, select, update on payment_methods to booking;

grant delete, insert, select, update on proofs to booking;

grant usage on schema booking to booking;

grant delete, insert, select, update on tombstones to booking;
