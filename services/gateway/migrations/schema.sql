create table accounts (
  id text not null,
  user_id text not null,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_provider_id_account_id_key UNIQUE (provider_id, account_id),
  constraint accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table idempotency_keys (
  key uuid not null,
  fingerprint text,
  attempt integer not null default 1,
  holder uuid,
  lease_until timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp(),
  answered_at timestamp with time zone,
  status smallint,
  headers jsonb,
  body bytea,
  location text,
  constraint idempotency_keys_pkey PRIMARY KEY (key),
  constraint idempotency_keys_check CHECK (((holder IS NULL) OR ((lease_until IS NOT NULL) AND (answered_at IS NULL)))),
  constraint idempotency_keys_check1 CHECK (((answered_at IS NULL) OR (((status >= 200) AND (status <= 299)) AND (location IS NOT NULL))))
);

create unlogged table rate_buckets (
  key text not null,
  points integer not null,
  expires_at timestamp with time zone not null,
  constraint rate_buckets_pkey PRIMARY KEY (key)
) with (fillfactor=50);

create table sessions (
  id text not null,
  user_id text not null,
  token text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_token_key UNIQUE (token),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table users (
  id text not null,
  name text not null,
  email text not null,
  email_verified boolean not null,
  image text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_key UNIQUE (email)
);

create table verifications (
  id text not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint verifications_pkey PRIMARY KEY (id)
);

CREATE INDEX accounts_of_user ON accounts USING btree (user_id);

CREATE INDEX idempotency_keys_kept ON idempotency_keys USING btree (answered_at) WHERE (body IS NOT NULL);

CREATE INDEX idempotency_keys_unanswered ON idempotency_keys USING btree (created_at) WHERE (answered_at IS NULL);

CREATE INDEX sessions_by_end ON sessions USING btree (expires_at);

CREATE INDEX sessions_of_user ON sessions USING btree (user_id);

CREATE INDEX verifications_of ON verifications USING btree (identifier);

grant delete, insert, select, update on accounts to gateway;

grant delete, insert, select, update on idempotency_keys to gateway;

grant delete, insert, select, update on rate_buckets to gateway;

grant usage on schema gateway to gateway;

grant delete, insert, select, update on sessions to gateway;

grant delete, insert, select, update on users to gateway;

grant delete, insert, select, update on verifications to gateway;
