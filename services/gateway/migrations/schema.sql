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

create table login_codes (
  id uuid not null,
  email text not null,
  code_hash text not null,
  link_hash text not null,
  browser_hash text not null,
  own_tries integer not null default 0,
  other_tries integer not null default 0,
  created_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  constraint login_codes_pkey PRIMARY KEY (id),
  constraint login_codes_link_hash_key UNIQUE (link_hash)
);

create table password_links (
  token_hash text not null,
  user_id text not null,
  expires_at timestamp with time zone not null,
  constraint password_links_pkey PRIMARY KEY (token_hash),
  constraint password_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table people (
  id uuid not null,
  name text not null,
  email text not null,
  email_verified boolean not null,
  image text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint people_pkey PRIMARY KEY (id),
  constraint people_email_key UNIQUE (email)
);

create table people_sessions (
  id uuid not null,
  user_id uuid not null,
  token text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint people_sessions_pkey PRIMARY KEY (id),
  constraint people_sessions_token_key UNIQUE (token),
  constraint people_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES people(id) ON DELETE CASCADE
);

create unlogged table rate_buckets (
  key text not null,
  points integer not null,
  expires_at timestamp with time zone not null,
  constraint rate_buckets_pkey PRIMARY KEY (key)
) with (fillfactor=50);

create table recovery_codes (
  user_id text not null,
  code_hash text not null,
  constraint recovery_codes_pkey PRIMARY KEY (user_id, code_hash),
  constraint recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table second_factors (
  user_id text not null,
  secret text not null,
  confirmed_at timestamp with time zone,
  last_step bigint,
  constraint second_factors_pkey PRIMARY KEY (user_id),
  constraint second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

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
  role text not null default 'owner'::text,
  disabled_at timestamp with time zone,
  second_factor boolean not null default false,
  notify_new_proof boolean not null default false,
  settings_password text,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_key UNIQUE (email),
  constraint users_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'reviewer'::text, 'door'::text])))
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

CREATE INDEX login_codes_by_end ON login_codes USING btree (expires_at);

CREATE INDEX login_codes_of ON login_codes USING btree (email, created_at DESC);

CREATE INDEX password_links_of_user ON password_links USING btree (user_id);

CREATE INDEX people_sessions_by_end ON people_sessions USING btree (expires_at);

CREATE INDEX people_sessions_of_person ON people_sessions USING btree (user_id);

CREATE INDEX sessions_by_end ON sessions USING btree (expires_at);

CREATE INDEX sessions_of_user ON sessions USING btree (user_id);

CREATE INDEX verifications_of ON verifications USING btree (identifier);

grant delete, insert, select, update on accounts to gateway;

grant delete, insert, select, update on idempotency_keys to gateway;

grant delete, insert, select, update on login_codes to gateway;

grant delete, insert, select, update on password_links to gateway;

grant delete, insert, select, update on people to gateway;

grant delete, insert, select, update on people_sessions to gateway;

grant delete, insert, select, update on rate_buckets to gateway;

grant delete, insert, select, update on recovery_codes to gateway;

grant usage on schema gateway to gateway;

grant delete, insert, select, update on second_factors to gateway;

grant delete, insert, select, update on sessions to gateway;

grant delete, insert, select, update on users to gateway;

grant delete, insert, select, update on verifications to gateway;
