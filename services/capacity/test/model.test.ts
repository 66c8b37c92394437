import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Database, openDatabase } from '@karcis/db';
import { createTransact, type Transact } from '@karcis/messaging';
import { useDatabase } from '@karcis/testing';
import fc from 'fast-check';
import * as capacityMigrations from '../migrations/index.ts';
import { createAdmission } from '../src/commands/admit-holds.ts';
import { changePlaces } from '../src/commands/change-places.ts';
import { createItem } from '../src/commands/create-item.ts';
import { createItemKeeper } from '../src/commands/keep-items.ts';
import { sweepOverdue } from '../src/commands/sweep-holds.ts';
import { updateItem } from '../src/commands/update-item.ts';
import { countDrift } from '../src/db/count-drift.ts';
import type { CapacityDatabase } from '../src/db/schema.ts';
import { findItems } from '../src/queries/find-items.ts';
import { type ModelItem, PlacesModel } from './places-model.ts';

const RUNS = 80;
const BOOKINGS = 8;
const ITEMS = 3;
const proofs = [randomUUID(), randomUUID()] as const;
const times = { ttlSeconds: 900, minSeconds: 600, maxSeconds: 900 };

const testDatabase = useDatabase([capacityMigrations]);
let database: Database<CapacityDatabase>;
let transact: Transact<CapacityDatabase>;
beforeAll(() => {
  database = openDatabase({ url: testDatabase.url('capacity'), max: 2, applicationName: 'test' });
  transact = createTransact({ db: database.db, relay: { publish: () => {} } });
});
afterAll(() => database.close());

/** What one run counts for itself: the service's telemetry, as far as it matters here. */
const aTelemetry = () => {
  const counted = { created: 0, expired: 0, announced: 0 };
  const placesChanged = (aftermath: { expired: number; announced: readonly unknown[] }) => {
    counted.expired += aftermath.expired;
    counted.announced += aftermath.announced.length;
  };
  return {
    counted,
    placesChanged,
    itemChanged: () => {},
    admitted(judgement: Parameters<typeof placesChanged>[0] & { outcomes: readonly string[] }) {
      counted.created += judgement.outcomes.filter((outcome) => outcome === 'held').length;
      placesChanged(judgement);
    },
  };
};

const booking = fc.nat(BOOKINGS - 1);
const item = fc.nat(ITEMS - 1);
const capacity = fc.integer({ min: 0, max: 16 });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('hold' as const),
      commands: fc.array(fc.record({ booking, item, quantity: fc.integer({ min: 1, max: 4 }) }), {
        minLength: 1,
        maxLength: 6,
      }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('change' as const),
      commands: fc.array(
        fc.record({
          verb: fc.constantFrom('lock', 'confirm', 'release', 'extend', 'reacquire'),
          booking,
          epoch: fc.constantFrom(1, 1, 1, 2, 2, 3),
          proof: fc.nat(1),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('run-out' as const), booking }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('resize' as const), item, capacity }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('set-status' as const),
      item,
      status: fc.constantFrom('OPEN', 'OPEN', 'CLOSED', 'DRAFT'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('sweep' as const) }) },
);
const items = fc.array(fc.record({ capacity, maxPerBooking: fc.integer({ min: 1, max: 4 }) }), {
  minLength: ITEMS,
  maxLength: ITEMS,
});

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

describe('capacity', () => {
  it('does what the model does, whatever comes in whatever batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        items,
        fc.array(step, { minLength: 1, maxLength: 14 }),
        async (made, steps) => {
          const run = await aRun(made);
          for (const each of steps) await run.take(each);
          await run.compare();
        },
      ),
      { numRuns: RUNS },
    );
    expect(await countDrift(database.db)).toBe(0);
  }, 120_000);
});

/** Capacity and its model side by side, on items and bookings of their own. */
async function aRun(made: readonly { capacity: number; maxPerBooking: number }[]) {
  const { db, pool } = database;
  const telemetry = aTelemetry();
  const admit = createAdmission({ pool, items: createItemKeeper(db), telemetry, ttlSeconds: 900 });
  const itemIds = made.map(() => randomUUID());
  const bookingIds = Array.from({ length: BOOKINGS }, () => randomUUID());
  const model = new PlacesModel(
    new Map(made.map((each, index) => [itemIds[index] as string, { ...each, status: 'OPEN' }])),
  );
  for (const [index, each] of made.entries()) {
    const fields = {
      title: 'x',
      startsAt: '2035-01-01T00:00:00Z',
      price: 0,
      status: 'OPEN',
    } as const;
    const id = itemIds[index] as string;
    await transact((unit) => createItem(unit, { id, item: { ...fields, ...each } }, times));
  }
  const itemAt = (index: number) => itemIds[index] as string;
  const bookingAt = (index: number) => bookingIds[index] as string;

  async function take(each: Step): Promise<void> {
    switch (each.type) {
      case 'hold': {
        const requests = each.commands.map((command) => ({
          bookingId: bookingAt(command.booking),
          itemRef: itemAt(command.item),
          quantity: command.quantity,
        }));
        for (const { itemRef } of requests) model.expire(itemRef);
        const expected = requests.map(({ bookingId, itemRef, quantity }) =>
          model.hold(bookingId, itemRef, quantity),
        );
        const answers = await admit(requests);
        expect(answers.map(({ outcome }) => outcome)).toEqual(expected);
        for (const [index, answer] of answers.entries()) {
          if (answer.outcome !== 'held') continue;
          const places = model.places.get(requests[index]?.bookingId ?? '');
          expect(answer).toMatchObject({ item: { id: places?.item }, quantity: places?.quantity });
        }
        return;
      }
      case 'change': {
        const changes = each.commands.map(({ verb, booking: index, epoch, proof }) => ({
          verb,
          bookingId: bookingAt(index),
          epoch,
          proofId: proofs[proof] as string,
          seconds: 60,
        }));
        // All items of a batch are brought up to date before its first command.
        for (const { bookingId } of changes) {
          const places = model.places.get(bookingId);
          if (places?.item) model.expire(places.item);
        }
        const expected = changes.map((change) => model.change(change));
        const answers = await changePlaces(db, changes, telemetry.placesChanged);
        const found = answers.map((answer) =>
          answer.outcome === 'ok' ? `ok ${answer.state} ${answer.epoch}` : answer.outcome,
        );
        expect(found).toEqual(expected);
        return;
      }
      case 'run-out':
        model.runOut(bookingAt(each.booking));
        await pool.query(
          `update places set expires_at = judging_clock() where booking_id = $1 and state = 'HELD'`,
          [bookingAt(each.booking)],
        );
        return;
      case 'resize': {
        const id = itemAt(each.item);
        const known = model.items.get(id) as ModelItem;
        model.expire(id);
        const inUse = (['HELD', 'LOCKED', 'CONFIRMED'] as const)
          .map((state) => model.count(id, state))
          .reduce((a, b) => a + b);
        const { outcome } = await change(id, { capacity: each.capacity });
        expect(outcome).toBe(each.capacity < inUse ? 'capacity-in-use' : 'ok');
        if (outcome === 'ok') known.capacity = each.capacity;
        return;
      }
      case 'set-status': {
        const id = itemAt(each.item);
        model.expire(id);
        await change(id, { status: each.status });
        (model.items.get(id) as ModelItem).status = each.status;
        return;
      }
      case 'sweep':
        for (const id of itemIds) model.expire(id);
        return sweepOverdue(db, telemetry);
    }
  }

  const change = (id: string, changes: { capacity?: number; status?: ModelItem['status'] }) =>
    transact((unit) => updateItem(unit, telemetry, { id, changes }, times));

  /** Rows, counters, numbers shown and events said are the model's. */
  async function compare(): Promise<void> {
    const { rows } = await pool.query(
      'select booking_id, item_id, quantity, epoch, state from places where booking_id = any($1)',
      [bookingIds],
    );
    const expected = [...model.places].map(
      ([booking_id, { item: item_id, quantity, epoch, state }]) => ({
        booking_id,
        item_id,
        quantity,
        epoch,
        state,
      }),
    );
    const byId = (a: { booking_id: string }, b: { booking_id: string }) =>
      a.booking_id < b.booking_id ? -1 : 1;
    expect(rows.sort(byId)).toEqual(expected.sort(byId));

    const shown = await findItems(
      db,
      itemIds.map((ref) => ({ ref, drafts: true })),
      900,
    );
    for (const [index, id] of itemIds.entries()) {
      const overdue = [...model.places.values()]
        .filter((places) => places.item === id && places.state === 'HELD' && places.isOver)
        .reduce((sum, { quantity }) => sum + quantity, 0);
      expect(shown[index]).toMatchObject({
        item: {
          availability: {
            paid: model.count(id, 'CONFIRMED'),
            review: model.count(id, 'LOCKED'),
            holdActive: model.count(id, 'HELD') - overdue,
          },
        },
      });
    }
    // Nothing is left for a sweep of the next run to find.
    await take({ type: 'sweep' });
    expect(telemetry.counted).toMatchObject({
      expired: model.expired,
      announced: model.expired + model.released,
    });
  }

  return { take, compare };
}
