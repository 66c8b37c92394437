create table backlog (
  id uuid not null default uuidv7(),
  kind text not null,
  happenings json not null,
  constraint backlog_pkey PRIMARY KEY (id)
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

create table deliveries (
  id uuid not null default uuidv7(),
  booking_id uuid not null,
  kind text not null,
  channel text not null,
  endpoint_id uuid,
  lane text not null generated always as (COALESCE((endpoint_id)::text, channel)) stored,
  booking_version integer not null,
  occurred_at timestamp with time zone not null,
  send_before timestamp with time zone not null,
  status text not null default 'planned'::text,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone default clock_timestamp(),
  lease uuid,
  last_error text,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp(),
  round integer not null default 0,
  provider_message_id text,
  delivered_at timestamp with time zone,
  read_at timestamp with time zone,
  refused_at timestamp with time zone,
  item_id uuid,
  constraint deliveries_pkey PRIMARY KEY (id),
  constraint deliveries_booking_id_kind_lane_key UNIQUE (booking_id, kind, lane),
  constraint deliveries_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints(id),
  constraint deliveries_attempts_check CHECK ((attempts >= 0)),
  constraint deliveries_check CHECK (((channel = 'webhook'::text) = (endpoint_id IS NOT NULL))),
  constraint deliveries_check1 CHECK (((status = ANY (ARRAY['planned'::text, 'queued'::text])) = (next_attempt_at IS NOT NULL))),
  constraint deliveries_check2 CHECK (((kind = 'reminder'::text) = (item_id IS NOT NULL))),
  constraint deliveries_round_check CHECK ((round >= 0)),
  constraint deliveries_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'queued'::text, 'sent'::text, 'failed'::text, 'skipped'::text])))
) with (fillfactor=85);

create table inbox (
  consumer text not null,
  event_id uuid not null,
  handled_at timestamp with time zone not null default clock_timestamp(),
  constraint inbox_pkey PRIMARY KEY (consumer, event_id)
);

create table message_templates (
  kind text not null,
  channel text not null,
  language text not null,
  version integer not null,
  content jsonb,
  updated_at timestamp with time zone not null default clock_timestamp(),
  constraint message_templates_pkey PRIMARY KEY (kind, channel, language),
  constraint message_templates_version_check CHECK ((version > 0))
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

create table webhook_endpoints (
  id uuid not null,
  url text not null,
  description text not null,
  kinds text[] not null,
  secret text not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  disabled_at timestamp with time zone,
  removed_at timestamp with time zone,
  constraint webhook_endpoints_pkey PRIMARY KEY (id)
);

CREATE INDEX deliveries_due ON deliveries USING btree (lane, ((kind = 'hold-made'::text)), next_attempt_at) WHERE (status = ANY (ARRAY['planned'::text, 'queued'::text]));

CREATE INDEX deliveries_failed ON deliveries USING btree (id) WHERE (status = 'failed'::text);

CREATE INDEX deliveries_in_order ON deliveries USING btree (endpoint_id, occurred_at, booking_version, id) WHERE ((channel = 'webhook'::text) AND (status = ANY (ARRAY['planned'::text, 'queued'::text])));

CREATE INDEX deliveries_of_endpoint ON deliveries USING btree (endpoint_id, occurred_at) WHERE ((channel = 'webhook'::text) AND (status = ANY (ARRAY['sent'::text, 'failed'::text])));

CREATE INDEX deliveries_reminders ON deliveries USING btree (item_id) WHERE ((kind = 'reminder'::text) AND (status = 'planned'::text));

CREATE UNIQUE INDEX outbox_stream_seq ON outbox USING btree (stream_seq) WHERE (stream_seq IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree (id) WHERE (published_at IS NULL);

grant delete, insert, select, update on backlog to notifier;

grant delete, insert, select, update on dead_letters to notifier;

grant delete, insert, select, update on deliveries to notifier;

grant delete, insert, select, update on inbox to notifier;

grant delete, insert, select, update on message_templates to notifier;

grant delete, insert, select, update on outbox to notifier;

grant delete, insert, select, update on outbox_marks to notifier;

grant usage on schema notifier to notifier;

grant delete, insert, select, update on webhook_endpoints to notifier;
