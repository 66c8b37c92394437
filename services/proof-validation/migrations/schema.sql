create table booking_ends (
  booking_id uuid not null,
  version integer not null,
  outcome text not null,
  ended_at timestamp with time zone not null,
  constraint booking_ends_pkey PRIMARY KEY (booking_id),
  constraint booking_ends_outcome_check CHECK ((outcome = ANY (ARRAY['rejected'::text, 'expired'::text, 'cancelled'::text, 'paid'::text])))
);

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

create table erased_bookings (
  booking_id uuid not null,
  at timestamp with time zone not null default clock_timestamp(),
  constraint erased_bookings_pkey PRIMARY KEY (booking_id)
);

create table image_sizes (
  image_id uuid not null,
  width integer not null,
  file_key text not null,
  format text not null default 'webp'::text,
  constraint image_sizes_pkey PRIMARY KEY (image_id, width, format),
  constraint image_sizes_file_key_key UNIQUE (file_key),
  constraint image_sizes_image_id_fkey FOREIGN KEY (image_id) REFERENCES images(id),
  constraint image_sizes_format_check CHECK ((format = ANY (ARRAY['webp'::text, 'avif'::text])))
);

create table images (
  id uuid not null,
  sha256 text not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint images_pkey PRIMARY KEY (id)
);

create table inbox (
  consumer text not null,
  event_id uuid not null,
  handled_at timestamp with time zone not null default clock_timestamp(),
  constraint inbox_pkey PRIMARY KEY (consumer, event_id)
);

create table loose_files (
  key text not null,
  doomed boolean not null default false,
  since timestamp with time zone not null default clock_timestamp(),
  constraint loose_files_pkey PRIMARY KEY (key)
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

create table proofs (
  id uuid not null,
  booking_id uuid not null,
  status text not null,
  code text,
  mime text,
  size integer not null,
  sha256 text not null,
  file_key text,
  file_size integer,
  preview_key text,
  uploaded_at timestamp with time zone not null default clock_timestamp(),
  deleted_at timestamp with time zone,
  constraint proofs_pkey PRIMARY KEY (id),
  constraint proofs_file_key_key UNIQUE (file_key),
  constraint proofs_preview_key_key UNIQUE (preview_key),
  constraint proofs_check CHECK (((status = 'refused'::text) = (code IS NOT NULL))),
  constraint proofs_check1 CHECK (((status = 'accepted'::text) = (mime IS NOT NULL))),
  constraint proofs_check2 CHECK (((file_key IS NOT NULL) = ((status = 'accepted'::text) AND (deleted_at IS NULL)))),
  constraint proofs_check3 CHECK (((file_key IS NULL) = (file_size IS NULL))),
  constraint proofs_check4 CHECK (((preview_key IS NULL) OR (file_key IS NOT NULL))),
  constraint proofs_mime_check CHECK ((mime = ANY (ARRAY['image/jpeg'::text, 'image/png'::text, 'application/pdf'::text]))),
  constraint proofs_sha256_check CHECK ((length(sha256) = 64)),
  constraint proofs_size_check CHECK (((size >= 0) AND (size <= 10485760))),
  constraint proofs_status_check CHECK ((status = ANY (ARRAY['accepted'::text, 'refused'::text])))
);

CREATE UNIQUE INDEX outbox_stream_seq ON outbox USING btree (stream_seq) WHERE (stream_seq IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree (id) WHERE (published_at IS NULL);

CREATE INDEX proofs_kept_of_booking ON proofs USING btree (booking_id) WHERE (file_key IS NOT NULL);

CREATE INDEX proofs_of_hash ON proofs USING btree (sha256) WHERE (status = 'accepted'::text);

CREATE INDEX proofs_with_file ON proofs USING btree (booking_id) WHERE (file_key IS NOT NULL);

grant delete, insert, select, update on booking_ends to proof_validation;

grant delete, insert, select, update on dead_letters to proof_validation;

grant delete, insert, select, update on erased_bookings to proof_validation;

grant delete, insert, select, update on image_sizes to proof_validation;

grant delete, insert, select, update on images to proof_validation;

grant delete, insert, select, update on inbox to proof_validation;

grant delete, insert, select, update on loose_files to proof_validation;

grant delete, insert, select, update on outbox to proof_validation;

grant delete, insert, select, update on outbox_marks to proof_validation;

grant delete, insert, select, update on proofs to proof_validation;

grant usage on schema proof_validation to proof_validation;
