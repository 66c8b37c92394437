import { type Kysely, sql } from 'kysely';

/** Counts the living holds of items, swept or not. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Stable: it sees the items as the query that calls it does. By index whatever the statistics say, since those are of a
  // time before the sale: one that finds all rows belonging to one item would read the whole table for each of the others.
  await sql`
    create function count_holds(p_item_ids uuid[])
    returns table (item_id uuid, hold_active integer, next_release_at timestamptz, counted_at timestamptz)
    language plpgsql stable
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
    as $$
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
    end $$`.execute(db);
}
