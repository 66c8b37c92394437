import { isDeepStrictEqual } from 'node:util';
import { itemChanged, type RequestOf, type updateItem as updateItemCall } from '@karcis/contracts';
import { announce, type Unit } from '@karcis/messaging';
import { expireHoldsOf } from '../db/expire-holds.ts';
import { findItemViews, type ItemViewRow } from '../db/item-views.ts';
import { findItem, lockItem, saveItem, toFacts, toFields } from '../db/items.ts';
import type { CapacityDatabase, ItemRow } from '../db/schema.ts';
import { applyChanges, findInvalid, type HoldTimes } from '../domain/item.ts';
import { toItem } from '../queries/view.ts';
import type { Telemetry } from '../telemetry.ts';
import type { ItemAnswer } from './create-item.ts';

type UpdateItem = RequestOf<typeof updateItemCall>;

/** Changes the given fields; without a difference nothing happens and nothing is announced. */
export async function updateItem(
  unit: Unit<CapacityDatabase>,
  telemetry: Pick<Telemetry, 'placesChanged' | 'itemChanged'>,
  { id, changes }: UpdateItem,
  times: HoldTimes,
): Promise<ItemAnswer> {
  const { trx } = unit;
  if (!(await lockItem(trx, id))) return { outcome: 'item-not-found' };

  // Places whose time is over are in nobody's way.
  const aftermath = await expireHoldsOf(trx, id);
  unit.afterCommit(() => telemetry.placesChanged(aftermath));
  const row = (await findItem(trx, id)) as ItemRow;

  const before = toFields(row);
  const after = applyChanges(before, changes);
  const invalid = findInvalid(after, changes, times);
  if (invalid) return { outcome: 'invalid', ...invalid };

  const inUse = row.held + row.locked + row.confirmed;
  if (after.capacity < inUse) return { outcome: 'capacity-in-use', inUse };

  if (!isDeepStrictEqual(before, after)) {
    const saved = await saveItem(trx, id, after);
    unit.announce(announce(itemChanged, id, toFacts(saved)));
    unit.afterCommit(() => telemetry.itemChanged(id));
  }
  const [view] = await findItemViews(trx, { ids: [id], shortIds: [] });
  return { outcome: 'ok', item: toItem(view as ItemViewRow, times.ttlSeconds) };
}
