import { type Transaction, sql } from 'kysely';
import { firstIdAt } from './outbox.ts';

/**
 * Claims events for one consumer and returns the ids that nobody claimed before. The claim commits with
 * the handlers' writes, so a crash forgets both; a rival replica waits here for that commit.
 */
export async function claim<D>(
  trx: Transaction<D>,
  consumer: string,
  eventIds: readonly string[],
): Promise<Set<string>> {
  // In one order for all, so that two replicas with the same events do not wait for each other in a circle.
  const ids = [...new Set(eventIds)].sort();
  const { rows } = await sql<{ eventId: string }>`
    insert into inbox (consumer, event_id)
    select ${consumer}, id from unnest(${ids}::uuid[]) as id
    on conflict do nothing
    returning event_id as "eventId"`.execute(trx);
  return new Set(rows.map((row) => row.eventId));
}

/** Those of the events that this consumer handled before. */
export async function findClaims<D>(
  trx: Transaction<D>,
  consumer: string,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ eventId: string }>`
    select event_id as "eventId" from inbox
    where consumer = ${consumer} and event_id = any(${eventIds}::uuid[])`.execute(trx);
  return new Set(rows.map((row) => row.eventId));
}

/** Deletes claims on events made before that. True when there may be more. */
export async function forgetClaims<D>(
  trx: Transaction<D>,
  consumer: string,
  { olderThan, limit }: { readonly olderThan: Date; readonly limit: number },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from inbox where consumer = ${consumer} and event_id in (
      select event_id from inbox
      where consumer = ${consumer} and event_id < ${firstIdAt(olderThan)}
      order by event_id limit ${limit})`.execute(trx);
  return numAffectedRows === BigInt(limit);
}
