import { type Kysely, sql } from 'kysely';

/** What becomes of places after they are held: lock, confirm, release, extend, reacquire, many at once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // HELD -> LOCKED -> CONFIRMED, HELD -> CONFIRMED, each -> RELEASED; RELEASED -> CONFIRMED of the next epoch by reacquire only.
  // Each booking once in p_booking_ids. The outcome 'again' means that its places came into being only now: ask once more.
  await sql`
    create function change_places(
      p_verbs text[], p_booking_ids uuid[], p_epochs integer[], p_proof_ids uuid[], p_seconds integer[],
      out judged_at timestamptz, out outcomes text[], out epochs integer[], out states text[], out expiries timestamptz[],
      out changed uuid[], out expired integer, out announced jsonb
    ) language plpgsql
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
    as $$
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
    end $$`.execute(db);
}
