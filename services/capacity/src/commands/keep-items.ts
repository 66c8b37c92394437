import type { ItemFacts } from '@karcis/contracts';
import { findFacts, findIdsByShortId } from '../db/items.ts';
import type { Db } from '../db/schema.ts';
import { parseItemRef } from '../domain/item-ref.ts';

export type ItemKeeper = {
  /** The ids that these references mean, in their order. One that cannot exist, or whose shortId is unknown, is undefined. */
  findIds(refs: readonly string[]): Promise<(string | undefined)[]>;
  /** Facts by item id, each of the given version or a later one. */
  findFacts(versions: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, ItemFacts>>;
};

const KEPT_MAX = 10_000;

/**
 * Remembers what cannot go wrong by being remembered: which item a shortId means (for ever), and an item's facts of a version.
 * So a hold reads neither, and an item's facts are read once after each change.
 */
export function createItemKeeper(db: Db): ItemKeeper {
  const idsByShortId = new Map<string, string>();
  const factsById = new Map<string, ItemFacts>();

  return {
    async findIds(refs) {
      const parsed = refs.map(parseItemRef);
      const shortIds = parsed.flatMap((ref) => (ref && 'shortId' in ref ? ref.shortId : []));
      const unknown = [...new Set(shortIds.filter((shortId) => !idsByShortId.has(shortId)))];
      if (unknown.length > 0) {
        for (const [shortId, id] of await findIdsByShortId(db, unknown)) {
          keep(idsByShortId, shortId, id);
        }
      }
      return parsed.map((ref) => ref && ('id' in ref ? ref.id : idsByShortId.get(ref.shortId)));
    },

    async findFacts(versions) {
      const unknown = [...versions].flatMap(([id, version]) =>
        (factsById.get(id)?.version ?? 0) < version ? id : [],
      );
      const found = new Map([...versions.keys()].map((id) => [id, factsById.get(id)]));
      if (unknown.length > 0) {
        for (const facts of await findFacts(db, unknown)) {
          keep(factsById, facts.id, facts);
          found.set(facts.id, facts);
        }
      }
      return found as ReadonlyMap<string, ItemFacts>;
    },
  };
}

/** The one kept longest gives way. */
function keep<V>(kept: Map<string, V>, key: string, value: V): void {
  const [oldest] = kept.keys();
  if (oldest !== undefined && kept.size >= KEPT_MAX) kept.delete(oldest);
  kept.set(key, value);
}
