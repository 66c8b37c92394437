import {
  type createItem as createItemCall,
  itemChanged,
  type RequestOf,
  type ResponseOf,
} from '@karcis/contracts';
import { announce, type Unit } from '@karcis/messaging';
import { findItemViews } from '../db/item-views.ts';
import { insertItem, toFacts } from '../db/items.ts';
import type { CapacityDatabase } from '../db/schema.ts';
import { findInvalid, type HoldTimes, newItem } from '../domain/item.ts';
import { makeShortId } from '../domain/short-id.ts';
import { toItem } from '../queries/view.ts';

type CreateItem = RequestOf<typeof createItemCall>;
export type ItemAnswer = ResponseOf<typeof createItemCall>;

/** Later it is no chance any more that the shortIds are taken. */
const SHORT_ID_TRIES_MAX = 10;

/** Makes an item under the caller's id; a repeat answers the item as it is by then. */
export async function createItem(
  unit: Unit<CapacityDatabase>,
  { id, item }: CreateItem,
  times: HoldTimes,
  nextShortId: () => string = makeShortId,
): Promise<ItemAnswer> {
  const fields = newItem(item);
  const invalid = findInvalid(fields, item, times);
  if (invalid) return { outcome: 'invalid', ...invalid };

  for (let tries = 0; tries < SHORT_ID_TRIES_MAX; tries += 1) {
    const made = await insertItem(unit.trx, id, nextShortId(), fields);
    if (made) unit.announce(announce(itemChanged, id, toFacts(made)));

    const [view] = await findItemViews(unit.trx, { ids: [id], shortIds: [] });
    if (view) return { outcome: 'ok', item: toItem(view, times.ttlSeconds) };
  }
  throw new Error('no free shortId found');
}
