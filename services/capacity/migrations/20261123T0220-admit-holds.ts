import { type Kysely, sql } from 'kysely';

/**
 * The admission: judges all holds that wait, of whatever items, in one round trip. Nothing is written per hold but its row;
 * the loop only counts in memory, because a greedy choice in order of arrival is no running sum.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Each item once in p_item_ids, each booking once in p_booking_ids; p_asked says which item (by its place in p_item_ids).
  await sql`
    create function admit_holds(
      p_item_ids uuid[], p_booking_ids uuid[], p_asked integer[], p_quantities integer[], p_ttl_seconds integer,
      out judged_at timestamptz, out outcomes text[],
      out versions integer[], out expiries timestamptz[], out max_quantities integer[], out next_releases timestamptz[],
      out repeats jsonb, out changed uuid[], out expired integer, out announced jsonb
    ) language plpgsql
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
    as $$
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
    end $$`.execute(db);
}
