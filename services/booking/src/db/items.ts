import type { ItemFacts } from '@karcis/contracts';
import type { Db, Tx } from './schema.ts';

/** Keeps the facts of an item's version. A version never changes, so a repeat says nothing new. */
export async function saveItem(db: Db | Tx, facts: ItemFacts): Promise<void> {
  await db
    .insertInto('items')
    .values({ id: facts.id, version: facts.version, facts: JSON.stringify(facts) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** An item as it was in a version. */
export async function findItemFacts(
  db: Db | Tx,
  id: string,
  version: number,
): Promise<ItemFacts | undefined> {
  const query = db
    .selectFrom('items')
    .select('facts')
    .where('id', '=', id)
    .where('version', '=', version);
  return (await query.executeTakeFirst())?.facts as ItemFacts | undefined;
}

/**
 * Saves items' versions before bookings refer to them, once each a process: an item on sale is asked for thousands of times
 * and changes hardly ever.
 */
export function createItemKeeper(db: Db): (facts: ItemFacts) => Promise<void> {
  const versionsMax = 10_000;
  const saved = new Map<string, Promise<void>>();

  return (facts) => {
    const key = `${facts.id}.${facts.version}`;
    const known = saved.get(key);
    if (known) return known;

    const saving = saveItem(db, facts);
    saved.set(key, saving);
    saving.catch(() => saved.delete(key));
    const oldest = saved.size > versionsMax ? saved.keys().next().value : undefined;
    if (oldest) saved.delete(oldest);
    return saving;
  };
}
