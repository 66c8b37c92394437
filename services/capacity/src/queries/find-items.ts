import type { findItem, RequestOf, ResponseOf } from '@karcis/contracts';
import { findItemViews } from '../db/item-views.ts';
import type { Db } from '../db/schema.ts';
import { parseItemRef } from '../domain/item-ref.ts';
import { toItem } from './view.ts';

type Found = ResponseOf<typeof findItem>;

const notFound: Found = { found: false };

/** One statement for all that ask at the same moment, and one view of an item for all that ask for it. */
export async function findItems(
  db: Db,
  requests: readonly RequestOf<typeof findItem>[],
  ttlSeconds: number,
): Promise<Found[]> {
  const refs = requests.map(({ ref }) => parseItemRef(ref));
  const ids = new Set(refs.flatMap((ref) => (ref && 'id' in ref ? ref.id : [])));
  const shortIds = new Set(refs.flatMap((ref) => (ref && 'shortId' in ref ? ref.shortId : [])));
  if (ids.size + shortIds.size === 0) return requests.map(() => notFound);

  const found = new Map<string, Found>();
  for (const row of await findItemViews(db, { ids: [...ids], shortIds: [...shortIds] })) {
    const answer: Found = { found: true, item: toItem(row, ttlSeconds) };
    found.set(row.id, answer).set(row.short_id, answer);
  }
  return requests.map(({ drafts }, index) => {
    const ref = refs[index];
    const answer = (ref && found.get('id' in ref ? ref.id : ref.shortId)) ?? notFound;
    return answer.found && answer.item.status === 'DRAFT' && !drafts ? notFound : answer;
  });
}
