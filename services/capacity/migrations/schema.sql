create type item_status as enum (
  'DRAFT',
  'OPEN',
  'CLOSED'
);

create type places_state as enum (
  'HELD',
  'LOCKED',
  'CONFIRMED',
  'RELEASED'
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

create table inbox (
  consumer text not null,
  event_id uuid not null,
  handled_at timestamp with time zone not null default clock_timestamp(),
  constraint inbox_pkey PRIMARY KEY (consumer, event_id)
);

create table items (
  id uuid not null,
  held integer not null default 0,
  locked integer not null default 0,
  confirmed integer not null default 0,
  capacity integer not null,
  version integer not null default 1,
  max_per_booking integer not null,
  hold_ttl_seconds integer,
  price bigint not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone,
  booking_closes_at timestamp with time zone,
  auto_approve boolean not null,
  short_id text not null,
  status item_status not null,
  currency text not null,
  slug text not null,
  title text not null,
  location text not null,
  image_url text,
  submission jsonb not null,
  description text not null,
  certificate boolean not null default false,
  constraint items_pkey PRIMARY KEY (id),
  constraint items_short_id_key UNIQUE (short_id),
  constraint facts_are_sane CHECK (((max_per_booking >= 1) AND (hold_ttl_seconds >= 1) AND (price >= 0) AND (char_length(short_id) = 8))),
  constraint places_within_capacity CHECK (((held >= 0) AND (locked >= 0) AND (confirmed >= 0) AND (((held + locked) + confirmed) <= capacity)))
) with (fillfactor=50);

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

create table places (
  booking_id uuid not null,
  item_id uuid,
  held_at timestamp with time zone,
  expires_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  quantity integer not null,
  epoch integer not null,
  state places_state not null,
  extended boolean not null default false,
  proof_id uuid,
  constraint places_pkey PRIMARY KEY (booking_id),
  constraint places_of_an_item CHECK (((epoch >= 1) AND
CASE
    WHEN (item_id IS NULL) THEN ((state = 'RELEASED'::places_state) AND (quantity = 0))
    ELSE ((quantity >= 1) AND (held_at IS NOT NULL) AND (expires_at IS NOT NULL))
END))
) with (fillfactor=90);

CREATE INDEX items_by_start ON items USING btree (starts_at);

CREATE INDEX items_text ON items USING gin ((((((title || ' '::text) || location) || ' '::text) || description)) public.gin_trgm_ops);

CREATE UNIQUE INDEX outbox_stream_seq ON outbox USING btree (stream_seq) WHERE (stream_seq IS NOT NULL);

CREATE INDEX outbox_unpublished ON outbox USING btree (id) WHERE (published_at IS NULL);

CREATE INDEX places_held ON places USING btree (item_id, expires_at) WHERE (state = 'HELD'::places_state);

CREATE OR REPLACE FUNCTION capacity.admit_holds(p_item_ids uuid[], p_booking_ids uuid[], p_asked integer[], p_quantities integer[], p_ttl_seconds integer, OUT judged_at timestamp with time zone, OUT outcomes text[], OUT versions integer[], OUT expiries timestamp with time zone[], OUT max_quantities integer[], OUT next_releases timestamp with time zone[], OUT repeats jsonb, OUT changed uuid[], OUT expired integer, OUT announced jsonb)
 RETURNS record
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
    declare
      v_statuses text[];
      v_closes timestamptz[];
      v_left integer[];
      v_available integer[];
      v_item integer;
      v_quantity integer;
      v_place record;
    begin
      -- In id order, so that two replicas never wait for each other in a circle. What is read from here on is final.
      perform from items where id = any (p_item_ids) order by id for no key update;
      judged_at := judging_clock();
      changed := '{}';
      expired := 0;
      announced := '[]';
      if exists (
        select from places where item_id = any (p_item_ids) and state = 'HELD' and expires_at <= judged_at
      ) then
        select e.* into changed, expired, announced from expire_holds(p_item_ids, judged_at, null) e;
      end if;

      select array_agg(status::text), array_agg(closes_at), array_agg(capacity_left),
        array_agg(greatest(0, least(pool, capacity_left) - held)), array_agg(least(max_per_booking, pool)),
        array_agg(version), array_agg(judged_at + make_interval(secs => ttl_seconds))
      into v_statuses, v_closes, v_left, v_available, max_quantities, versions, expiries
      from (
        select i.status, i.held, i.version, i.max_per_booking,
          coalesce(i.booking_closes_at, i.starts_at) as closes_at,
          coalesce(i.hold_ttl_seconds, p_ttl_seconds) as ttl_seconds,
          i.capacity - i.locked - i.confirmed as capacity_left,
          case i.capacity when 0 then 0 else greatest(1, i.capacity * 3 / 10) end as pool
        from unnest(p_item_ids) with ordinality as asked (id, n) left join items i on i.id = any (array[asked.id])
        order by asked.n
      ) found;

      outcomes := array_fill(null::text, array[cardinality(p_booking_ids)]);
      for v_place in
        select asked.n, p.booking_id, p.item_id, p.quantity, p.epoch, p.held_at, p.expires_at,
          p.state = 'RELEASED' or p.state = 'HELD' and p.expires_at <= judged_at as is_over,
          (select version from items where id = any (array[p.item_id]))
        from unnest(p_booking_ids) with ordinality as asked (id, n) join places p on p.booking_id = any (array[asked.id])
      loop
        outcomes[v_place.n] := case when v_place.is_over then 'hold-expired' else 'repeated' end;
        repeats := coalesce(repeats, '{}') || jsonb_build_object(v_place.n, to_jsonb(v_place));
      end loop;

      for n in 1 .. cardinality(p_booking_ids) loop
        continue when outcomes[n] is not null;
        v_item := p_asked[n];
        v_quantity := p_quantities[n];
        if v_statuses[v_item] is null or v_statuses[v_item] = 'DRAFT' then
          outcomes[n] := 'item-not-found';
        elsif v_statuses[v_item] = 'CLOSED' or judged_at >= v_closes[v_item] then
          outcomes[n] := 'item-closed';
        elsif v_quantity > max_quantities[v_item] then
          outcomes[n] := 'quantity-too-large';
        elsif v_quantity > v_left[v_item] then
          outcomes[n] := 'sold-out';
        elsif v_quantity > v_available[v_item] then
          outcomes[n] := 'hold-pool-full';
        else
          outcomes[n] := 'held';
          v_available[v_item] := v_available[v_item] - v_quantity;
        end if;
      end loop;

      with admitted as (
        insert into places (booking_id, item_id, quantity, epoch, state, held_at, expires_at, changed_at)
        select asked.id, p_item_ids[asked.item], asked.quantity, 1, 'HELD', judged_at, expiries[asked.item], judged_at
        from unnest(p_booking_ids, p_asked, p_quantities, outcomes) as asked (id, item, quantity, outcome)
        where asked.outcome = 'held'
        order by asked.id
        returning item_id, quantity
      )
      update items i set held = i.held + taken.quantity
      from (select item_id, sum(quantity)::integer as quantity from admitted group by item_id) taken
      where i.id = any (array[taken.item_id]);

      if 'hold-pool-full' = any (outcomes) then
        next_releases := array(
          select (select min(expires_at) from places where item_id = asked.id and state = 'HELD')
          from unnest(p_item_ids) with ordinality as asked (id, n)
          order by asked.n);
      end if;
    end $function$;

CREATE OR REPLACE FUNCTION capacity.change_places(p_verbs text[], p_booking_ids uuid[], p_epochs integer[], p_proof_ids uuid[], p_seconds integer[], OUT judged_at timestamp with time zone, OUT outcomes text[], OUT epochs integer[], OUT states text[], OUT expiries timestamp with time zone[], OUT changed uuid[], OUT expired integer, OUT announced jsonb)
 RETURNS record
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
    declare
      v_locked uuid[];
      v_free integer[];
      v_item_ids uuid[];
      v_quantities integer[];
      v_extended boolean[];
      v_proof_ids uuid[];
      v_moved boolean[] := array_fill(false, array[cardinality(p_booking_ids)]);
      v_verb text;
      v_item integer;
      v_asked integer;
      v_announced jsonb;
    begin
      -- A client that stalls in a longer transaction is cut off: nobody else could have places of these items meanwhile.
      perform set_config('idle_in_transaction_session_timeout', '2s', true);
      v_locked := array(
        select distinct item_id from places where booking_id = any (p_booking_ids) and item_id is not null);
      perform from items where id = any (v_locked) order by id for no key update;
      judged_at := judging_clock();
      select e.* into changed, expired, announced from expire_holds(v_locked, judged_at, null) e;

      select array_agg(p.state::text), array_agg(p.epoch), array_agg(p.item_id), array_agg(p.quantity),
        array_agg(p.expires_at), array_agg(p.extended), array_agg(p.proof_id)
      into states, epochs, v_item_ids, v_quantities, expiries, v_extended, v_proof_ids
      from (
        select p.* from unnest(p_booking_ids) with ordinality as asked (id, n)
          left join places p on p.booking_id = any (array[asked.id])
        order by asked.n
      ) p;
      if 'reacquire' = any (p_verbs) then
        v_free := array(
          select i.capacity - i.held - i.locked - i.confirmed
          from unnest(v_locked) with ordinality as locked (id, n) join items i on i.id = any (array[locked.id])
          order by locked.n);
      end if;

      for n in 1 .. cardinality(p_booking_ids) loop
        v_verb := p_verbs[n];
        v_asked := p_epochs[n];
        v_item := array_position(v_locked, v_item_ids[n]);
        if states[n] is null then
          outcomes[n] := 'unknown';
        elsif v_item is null and v_item_ids[n] is not null then
          outcomes[n] := 'again';

        elsif v_verb = 'reacquire' then
          if epochs[n] = v_asked + 1 and states[n] = 'CONFIRMED' then
            outcomes[n] := 'ok';
          elsif epochs[n] > v_asked then
            outcomes[n] := 'stale';
          elsif v_item is null then
            outcomes[n] := 'unknown';
          elsif epochs[n] < v_asked or states[n] <> 'RELEASED' then
            outcomes[n] := 'not-allowed';
          elsif v_quantities[n] > v_free[v_item] then
            outcomes[n] := 'sold-out';
          else
            v_free[v_item] := v_free[v_item] - v_quantities[n];
            outcomes[n] := 'ok';
            v_moved[n] := true;
            states[n] := 'CONFIRMED';
            epochs[n] := v_asked + 1;
          end if;

        elsif v_asked < epochs[n] then
          outcomes[n] := 'stale';
        elsif v_verb = 'release' then
          outcomes[n] := 'ok';
          v_moved[n] := states[n] <> 'RELEASED';
          states[n] := 'RELEASED';
        elsif v_asked > epochs[n] then
          outcomes[n] := 'not-allowed';
        elsif states[n] = 'RELEASED' then
          outcomes[n] := 'released';

        elsif v_verb = 'lock' then
          if states[n] = 'HELD' then
            outcomes[n] := 'ok';
            v_moved[n] := true;
            states[n] := 'LOCKED';
            v_proof_ids[n] := p_proof_ids[n];
          elsif states[n] = 'LOCKED' or v_proof_ids[n] = p_proof_ids[n] then
            outcomes[n] := 'ok';
          else
            outcomes[n] := 'not-allowed';
          end if;

        elsif v_verb = 'confirm' then
          outcomes[n] := 'ok';
          v_moved[n] := states[n] <> 'CONFIRMED';
          states[n] := 'CONFIRMED';

        elsif v_verb = 'extend' then
          if v_extended[n] then
            outcomes[n] := 'ok';
          elsif states[n] = 'HELD' then
            outcomes[n] := 'ok';
            v_moved[n] := true;
            v_extended[n] := true;
            expiries[n] := greatest(expiries[n], judged_at + make_interval(secs => p_seconds[n]));
          else
            outcomes[n] := 'not-allowed';
          end if;
        end if;
      end loop;

      with moved as (
        update places p
        set state = m.state::places_state, epoch = m.epoch, expires_at = m.expires_at, extended = m.extended, proof_id = m.proof_id,
          changed_at = judged_at
        from unnest(p_booking_ids, v_moved, states, epochs, expiries, v_extended, v_proof_ids)
          as m (booking_id, moved, state, epoch, expires_at, extended, proof_id)
        where m.moved and p.booking_id = any (array[m.booking_id])
        returning p.booking_id, p.item_id, p.epoch, p.quantity, old.state as before, new.state as after
      ), counted as (
        update items i
        set held = i.held + by_item.held, locked = i.locked + by_item.locked, confirmed = i.confirmed + by_item.confirmed
        from (
          select item_id,
            sum(quantity * ((after = 'HELD')::integer - (before = 'HELD')::integer))::integer as held,
            sum(quantity * ((after = 'LOCKED')::integer - (before = 'LOCKED')::integer))::integer as locked,
            sum(quantity * ((after = 'CONFIRMED')::integer - (before = 'CONFIRMED')::integer))::integer as confirmed
          from moved group by item_id
        ) by_item
        where i.id = any (array[by_item.item_id])
        returning i.id
      ), told as (
        insert into outbox (id, subject, payload)
        select e.event_id, 'capacity.released.v1.' || e.booking_id,
          places_event(e.event_id, 'capacity.released.v1', e.booking_id, e.item_id, e.epoch, e.quantity, judged_at)
        from (select uuidv7() as event_id, moved.* from moved where after = 'RELEASED' offset 0) e
        returning id, subject, payload
      )
      select array(select id from counted union select unnest(changed)), (select jsonb_agg(to_jsonb(told)) from told)
      into changed, v_announced;
      announced := announced || coalesce(v_announced, '[]');

      -- Released before it was held: the row makes a late hold of this booking answer that its time is over.
      if 'unknown' = any (outcomes) and 'release' = any (p_verbs) then
        with tombs as (
          insert into places (booking_id, epoch, state, quantity, changed_at)
          select asked.id, asked.epoch, 'RELEASED', 0, judged_at
          from unnest(p_booking_ids, p_verbs, p_epochs, outcomes) as asked (id, verb, epoch, outcome)
          where asked.verb = 'release' and asked.outcome = 'unknown'
          order by asked.id
          on conflict do nothing
          returning booking_id
        )
        select array_agg(
          case
            when asked.verb <> 'release' or asked.outcome <> 'unknown' then asked.outcome
            when asked.id in (select booking_id from tombs) then 'ok'
            else 'again'
          end order by asked.n)
        into outcomes
        from unnest(p_booking_ids, p_verbs, outcomes) with ordinality as asked (id, verb, outcome, n);
      end if;
    end $function$;

CREATE OR REPLACE FUNCTION capacity.count_holds(p_item_ids uuid[])
 RETURNS TABLE(item_id uuid, hold_active integer, next_release_at timestamp with time zone, counted_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
    declare
      v_now timestamptz := judging_clock();
    begin
      return query
        select i.id,
          i.held - coalesce((
            select sum(p.quantity)::integer from places p
            where p.item_id = i.id and p.state = 'HELD' and p.expires_at <= v_now), 0),
          (select min(p.expires_at) from places p
            where p.item_id = i.id and p.state = 'HELD' and p.expires_at > v_now),
          v_now
        from items i where i.id = any (p_item_ids);
    end $function$;

CREATE OR REPLACE FUNCTION capacity.expire_holds(p_item_ids uuid[], p_now timestamp with time zone, p_limit integer, OUT changed uuid[], OUT expired integer, OUT announced jsonb)
 RETURNS record
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
    begin
      with overdue as (
        select booking_id from places
        where item_id = any (p_item_ids) and state = 'HELD' and expires_at <= p_now
        limit p_limit
      ), ended as (
        update places p set state = 'RELEASED', changed_at = p_now
        from overdue where p.booking_id = any (array[overdue.booking_id])
        returning p.booking_id, p.item_id, p.epoch, p.quantity
      ), counted as (
        update items i set held = i.held - freed.quantity
        from (select item_id, sum(quantity)::integer as quantity from ended group by item_id) freed
        where i.id = any (array[freed.item_id])
        returning i.id
      ), told as (
        insert into outbox (id, subject, payload)
        select e.event_id, 'capacity.hold-expired.v1.' || e.booking_id,
          places_event(e.event_id, 'capacity.hold-expired.v1', e.booking_id, e.item_id, e.epoch, e.quantity, p_now)
        from (select uuidv7() as event_id, ended.* from ended offset 0) e
        returning id, subject, payload
      )
      select array(select id from counted), count(*), coalesce(jsonb_agg(to_jsonb(told)), '[]') into changed, expired, announced from told;
    end $function$;

CREATE OR REPLACE FUNCTION capacity.judging_clock()
 RETURNS timestamp with time zone
 LANGUAGE sql
AS $function$
      select date_trunc('milliseconds', clock_timestamp())
    $function$;

CREATE OR REPLACE FUNCTION capacity.places_event(p_id uuid, p_type text, p_booking_id uuid, p_item_id uuid, p_epoch integer, p_quantity integer, p_at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
      select json_build_object(
        'specversion', '1.0', 'id', p_id, 'type', p_type, 'source', '/karcis/capacity',
        'time', to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'subject', p_booking_id, 'datacontenttype', 'application/json',
        'data', json_build_object(
          'bookingId', p_booking_id, 'itemId', p_item_id, 'epoch', p_epoch, 'quantity', p_quantity,
          'at', to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))::text
    $function$;

CREATE OR REPLACE FUNCTION capacity.sweep_holds(p_limit integer, OUT changed uuid[], OUT expired integer, OUT announced jsonb)
 RETURNS record
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
    declare
      v_seen_at timestamptz := judging_clock();
      v_item_ids uuid[];
    begin
      v_item_ids := array(
        select distinct item_id
        from (select item_id from places where state = 'HELD' and expires_at <= v_seen_at limit p_limit) overdue);
      v_item_ids := array(
        select id from items where id = any (v_item_ids) order by id for no key update skip locked);
      select e.* into changed, expired, announced from expire_holds(v_item_ids, judging_clock(), p_limit) e;
    end $function$;

grant delete, insert, select, update on dead_letters to capacity;

grant execute on function admit_holds(uuid[],uuid[],integer[],integer[],integer) to capacity;

grant execute on function admit_holds(uuid[],uuid[],integer[],integer[],integer) to public;

grant execute on function change_places(text[],uuid[],integer[],uuid[],integer[]) to capacity;

grant execute on function change_places(text[],uuid[],integer[],uuid[],integer[]) to public;

grant execute on function count_holds(uuid[]) to capacity;

grant execute on function count_holds(uuid[]) to public;

grant execute on function expire_holds(uuid[],timestamp with time zone,integer) to capacity;

grant execute on function expire_holds(uuid[],timestamp with time zone,integer) to public;

grant execute on function judging_clock() to capacity;

grant execute on function judging_clock() to public;

grant execute on function places_event(uuid,text,uuid,uuid,integer,integer,timestamp with time zone) to capacity;

grant execute on function places_event(uuid,text,uuid,uuid,integer,integer,timestamp with time zone) to public;

grant execute on function sweep_holds(integer) to capacity;

grant execute on function sweep_holds(integer) to public;

grant delete, insert, select, update on inbox to capacity;

grant delete, insert, select, update on items to capacity;

grant delete, insert, select, update on outbox to capacity;

grant delete, insert, select, update on outbox_marks to capacity;

grant delete, insert, select, update on places to capacity;

grant usage on schema capacity to capacity;
