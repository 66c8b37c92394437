import { type Kysely, sql } from 'kysely';
import type { Aftermath } from './aftermath.ts';
import type { CapacityDatabase } from './schema.ts';

/** Releases overdue holds of whatever items, at most `limit`, passing over items that somebody else works on. */
export async function sweepHolds(db: Kysely<CapacityDatabase>, limit: number): Promise<Aftermath> {
  const { rows } = await sql<Aftermath>`
    select changed, expired, announced from sweep_holds(${limit})`.execute(db);
  return rows[0] as Aftermath;
}

/** Releases all overdue holds of one item, whose row the caller has locked. */
export async function expireHoldsOf(
  trx: Kysely<CapacityDatabase>,
  itemId: string,
): Promise<Aftermath> {
  const { rows } = await sql<Aftermath>`
    select changed, expired, announced from expire_holds(array[${itemId}::uuid], judging_clock(), null)`.execute(
    trx,
  );
  return rows[0] as Aftermath;
}

/** The clock that judges holds. */
export async function readClock(db: Kysely<CapacityDatabase>): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select judging_clock() as now`.execute(db);
  return (rows[0] as { now: Date }).now;
}
