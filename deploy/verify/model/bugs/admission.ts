import { bug } from './bug.ts';

const admission = 'services/capacity/migrations/20261123T0220-admit-holds.ts';
const expiry = 'services/capacity/migrations/20261123T0210-expire-holds.ts';
const update = 'services/capacity/src/commands/update-item.ts';

/** Who gets a place, and when it is free again. */
export const admissionBugs = [
  bug(
    'the admission does not lock the item',
    admission,
    'perform from items where id = any (p_item_ids) order by id for no key update;',
    '',
  ),
  bug(
    'expired holds are not released before the admission',
    admission,
    'if exists (\n',
    'if false and exists (\n',
  ),
  bug(
    'the hold pool is not looked at',
    admission,
    'greatest(0, least(pool, capacity_left) - held)',
    'greatest(0, capacity_left - held)',
  ),
  bug(
    'what is left of the capacity is not looked at',
    admission,
    'greatest(0, least(pool, capacity_left) - held)',
    'greatest(0, pool - held)',
  ),
  bug(
    'what a batch admits does not count against the rest of it',
    admission,
    'v_available[v_item] := v_available[v_item] - v_quantity;',
    '',
  ),
  bug(
    'a closed item takes holds',
    admission,
    `elsif v_statuses[v_item] = 'CLOSED' or judged_at`,
    `elsif judged_at`,
  ),
  bug(
    'the admission forgets places that were released',
    admission,
    'join places p on p.booking_id = any (array[asked.id])\n      loop',
    `join places p on p.booking_id = any (array[asked.id]) and p.state <> 'RELEASED'\n      loop`,
  ),
  bug(
    'the admission does not count what it holds',
    admission,
    'update items i set held = i.held + taken.quantity',
    'update items i set held = i.held + 0 * taken.quantity',
  ),
  bug(
    'an expiry leaves the counter as it was',
    expiry,
    'update items i set held = i.held - freed.quantity',
    'update items i set held = i.held - 0 * freed.quantity',
  ),
  bug(
    'an expiry is announced by nobody',
    expiry,
    'from (select uuidv7() as event_id, ended.* from ended offset 0) e',
    'from (select uuidv7() as event_id, ended.* from ended where false offset 0) e',
  ),
  bug(
    'a hold ends a second early',
    expiry,
    `and state = 'HELD' and expires_at <= p_now\n`,
    `and state = 'HELD' and expires_at <= p_now + interval '1 second'\n`,
  ),
  bug(
    'places under review expire',
    expiry,
    `and state = 'HELD' and expires_at <= p_now\n`,
    `and state <> 'RELEASED' and expires_at <= p_now\n`,
  ),
  bug(
    'an item shrinks below its use',
    update,
    'const inUse = row.held + row.locked + row.confirmed;',
    'const inUse = row.confirmed;',
  ),
  bug(
    'an item is changed without its lock',
    update,
    'if (!(await lockItem(trx, id)))',
    'if (!(await findItem(trx, id)))',
  ),
];
