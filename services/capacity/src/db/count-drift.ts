import { type Kysely, sql } from 'kysely';
import type { CapacityDatabase } from './schema.ts';

/** How many places the items' counters and the sums of rows differ by, over all items. Reads every row: seldom. */
export async function countDrift(db: Kysely<CapacityDatabase>): Promise<number> {
  const { rows } = await sql<{ drift: number }>`
    select coalesce(sum(
      abs(i.held - coalesce(p.held, 0)) + abs(i.locked - coalesce(p.locked, 0))
      + abs(i.confirmed - coalesce(p.confirmed, 0))), 0)::integer as drift
    from items i full join (
      select item_id,
        sum(quantity) filter (where state = 'HELD') as held,
        sum(quantity) filter (where state = 'LOCKED') as locked,
        sum(quantity) filter (where state = 'CONFIRMED') as confirmed
      from places where state <> 'RELEASED' group by item_id
    ) p on p.item_id = i.id`.execute(db);
  return (rows[0] as { drift: number }).drift;
}
