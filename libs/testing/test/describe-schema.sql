create type colour as enum (
  'red',
  'blue'
);

create sequence numbers;

create unlogged table audit (
  seat bigint,
  at timestamp with time zone default now(),
  constraint audit_seat_fkey FOREIGN KEY (seat) REFERENCES seats(id)
);

create table seats (
  id bigint not null generated always as identity,
  name text not null default 'nobody'::text,
  paint colour,
  loud text generated always as (upper(name)) stored,
  constraint seats_pkey PRIMARY KEY (id),
  constraint seats_name_key UNIQUE (name),
  constraint seats_name_check CHECK ((name <> ''::text))
) with (fillfactor=70);

create view red_seats as
 SELECT id
   FROM seats
  WHERE (paint = 'red'::colour);

CREATE INDEX audit_recent ON audit USING btree (at DESC) WHERE (seat IS NOT NULL);

CREATE OR REPLACE FUNCTION shop.hush()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin return null; end $function$;

CREATE TRIGGER quiet BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION hush();

grant insert, select on audit to shop;

grant execute on function hush() to public;

grant execute on function hush() to shop;

grant delete, insert, select, update on red_seats to shop;

grant usage on schema shop to shop;

grant delete, insert, select, update on seats to shop;

grant select, usage on sequence numbers to shop;

grant select, usage on sequence seats_id_seq to shop;
