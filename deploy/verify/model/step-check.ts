import type pg from 'pg';
import type { World } from './world.ts';

type Places = {
  id: string;
  state: string;
  epoch: number;
  quantity: number;
  item: string;
  expires: number;
  changed: number;
};
type Item = {
  id: string;
  status: string;
  capacity: number;
  held: number;
  locked: number;
  confirmed: number;
  pool: number;
};
type Booking = { id: string; state: string; version: number; epoch: number };

export type StepCheck = {
  /** After something committed in this schema. */
  look(schema: string): Promise<void>;
};

/**
 * What only shows between two steps: each change of a row against what it was before. The rows as such are the
 * checker's business.
 */
export function createStepCheck(
  world: World,
  admin: pg.Client,
  violated: (what: string) => void,
): StepCheck {
  let places = new Map<string, Places>();
  let bookings = new Map<string, Booking>();

  async function lookAtCapacity(): Promise<void> {
    const { rows } = await admin.query<{ items: Item[] | null; places: Places[] | null }>({
      name: 'step-capacity',
      text: `select
        (select json_agg(json_build_object('id', id, 'status', status, 'capacity', capacity, 'held', held, 'locked', locked,
          'confirmed', confirmed, 'pool', case capacity when 0 then 0 else greatest(1, floor(capacity * 0.3)) end))
          from capacity.items) as items,
        (select json_agg(json_build_object('id', booking_id, 'state', state, 'epoch', epoch, 'quantity', quantity,
          'item', item_id, 'expires', extract(epoch from expires_at) * 1000,
          'changed', extract(epoch from changed_at) * 1000)) from capacity.places) as places`,
    });
    const row = rows[0] as { items: Item[] | null; places: Places[] | null };
    const before = places;
    places = new Map((row.places ?? []).map((each) => [each.id, each]));
    const items = new Map((row.items ?? []).map((each) => [each.id, each]));

    for (const each of places.values()) checkPlaces(each, before.get(each.id), items);
    for (const id of before.keys()) if (!places.has(id)) violated(`places of ${id} vanished`);
    for (const item of items.values()) {
      const used = item.held + item.locked + item.confirmed;
      if (used > item.capacity)
        violated(`item ${item.id} has ${used} of ${item.capacity} places taken`);
    }
  }

  function checkPlaces(is: Places, was: Places | undefined, items: Map<string, Item>): void {
    if (!was) {
      if (is.state === 'HELD') checkAdmission(is, items.get(is.item));
      return;
    }
    if (was.state === is.state && was.epoch === is.epoch) return;
    world.count(`places ${was.state} to ${is.state}`);

    const step = `${was.state} to ${is.state}`;
    const now = is.changed;
    const isOver = was.expires <= now;
    if (was.state === 'RELEASED' && is.epoch === was.epoch)
      violated(`places of ${is.id} went from ${step}`);
    if (was.state === 'CONFIRMED' && bookings.get(is.id)?.state === 'PAID') {
      violated(`places of ${is.id} are paid for and went from ${step}`);
    }
    if (was.state === 'HELD' && is.state !== 'RELEASED' && isOver) {
      violated(`places of ${is.id} went from ${step} ${now - was.expires} ms after their end`);
    }
    const ended = ['CANCELLED', 'REJECTED', 'EXPIRED'].includes(bookings.get(is.id)?.state ?? '');
    if (is.state === 'RELEASED' && !ended && !(was.state === 'HELD' && isOver)) {
      violated(`places of ${is.id} went from ${step} ${was.expires - now} ms before their end`);
    }
  }

  /** The pool, by what is alive now; a shrunk item may hold more than its pool from before, but admits nothing. */
  function checkAdmission(is: Places, item: Item | undefined): void {
    const now = is.changed;
    world.count('held');
    if (!item) return violated(`places of ${is.id} are of no item`);
    const alive = [...places.values()].filter(
      ({ item: of, state, expires }) => of === item.id && state === 'HELD' && expires > now,
    );
    const sum = alive.reduce((total, { quantity }) => total + quantity, 0);
    if (sum > item.pool)
      violated(`${sum} places of item ${item.id} are held, its pool has ${item.pool}`);
    const overdue = item.held - sum;
    if (overdue > 0) violated(`item ${item.id} admitted while ${overdue} places were overdue`);
    if (item.status !== 'OPEN') violated(`item ${item.id} is ${item.status} and admitted ${is.id}`);
  }

  async function lookAtBooking(): Promise<void> {
    const { rows } = await admin.query<{ all: Booking[] | null }>({
      name: 'step-booking',
      text: `select json_agg(json_build_object('id', id, 'state', state, 'version', version, 'epoch', epoch)) as all
        from booking.bookings`,
    });
    const before = bookings;
    bookings = new Map((rows[0]?.all ?? []).map((each) => [each.id, each]));
    for (const is of bookings.values()) {
      const was = before.get(is.id);
      if (was && is.version < was.version)
        violated(`booking ${is.id} went back to version ${is.version}`);
      if (was && was.state !== is.state) {
        world.count(`booking ${is.state}`);
        if (is.version === was.version)
          violated(`booking ${is.id} became ${is.state} in version ${is.version} of ${was.state}`);
      } else if (!was) world.count('booking HOLD');
    }
  }

  return {
    async look(schema) {
      if (schema === 'capacity') await lookAtCapacity();
      if (schema === 'booking') await lookAtBooking();
    },
  };
}
