import { type Kysely, sql } from 'kysely';

/**
 * Releases holds whose time is over and says so, in the same transaction.
 *
 * The functions of this schema fix their plans: they are made when the tables are empty, and kept while these grow. Without
 * sequential scans only an index is left, and `id = any (array[x])`, unlike `id = x`, lets a join do nothing but look each
 * row up: a scan of the whole index in its order is what the planner takes for an empty table otherwise.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The CloudEvents envelope of an event about a booking's places, as messaging writes it.
  await sql`
    create function places_event(
      p_id uuid, p_type text, p_booking_id uuid, p_item_id uuid, p_epoch integer, p_quantity integer, p_at timestamptz
    ) returns text language sql stable as $$
      select json_build_object(
        'specversion', '1.0', 'id', p_id, 'type', p_type, 'source', '/karcis/capacity',
        'time', to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'subject', p_booking_id, 'datacontenttype', 'application/json',
        'data', json_build_object(
          'bookingId', p_booking_id, 'itemId', p_item_id, 'epoch', p_epoch, 'quantity', p_quantity,
          'at', to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))::text
    $$`.execute(db);

  // The clock that judges holds, in the milliseconds that go over the wire: what a client is told is what counts.
  await sql`
    create function judging_clock() returns timestamptz language sql volatile as $$
      select date_trunc('milliseconds', clock_timestamp())
    $$`.execute(db);

  // The caller has locked the items, and read the clock after that. Afterwards HELD means alive (unless p_limit cut it short).
  await sql`
    create function expire_holds(
      p_item_ids uuid[], p_now timestamptz, p_limit integer,
      out changed uuid[], out expired integer, out announced jsonb
    ) language plpgsql
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
    as $$
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
    end $$`.execute(db);

  // Items that another transaction has locked are left to it: whoever locks an item expires its holds.
  await sql`
    create function sweep_holds(p_limit integer, out changed uuid[], out expired integer, out announced jsonb)
    language plpgsql
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
    as $$
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
    end $$`.execute(db);
}
