import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import {
  aHeldBooking,
  aHold,
  anItem,
  availabilityOf,
  letRunOut,
  passes,
  useCapacity,
} from './start-capacity.ts';

const capacity = useCapacity();
const ask = () => capacity.ask;
const hold = (...args: Parameters<typeof aHold>) => ask().holdPlaces(aHold(...args));
const holdAll = (requests: ReturnType<typeof aHold>[]) =>
  Promise.all(requests.map((request) => ask().holdPlaces(request)));
const outcomes = (answers: { outcome: string }[]) => answers.map(({ outcome }) => outcome);

/** Does something while the item is locked by somebody else, so that the sweeper passes it by. */
async function whileLocked(item: { id: string }, work: () => Promise<void>): Promise<void> {
  const somebody = await capacity.admin.connect();
  await somebody.query('begin');
  await somebody.query('select from items where id = $1 for update', [item.id]);
  try {
    await work();
  } finally {
    await somebody.query('rollback');
    somebody.release();
  }
}

describe('a hold', () => {
  it('takes places for 15 minutes and answers what they are of', async () => {
    const item = await anItem(capacity, { capacity: 100, location: 'Bandung' });
    const { held } = await aHeldBooking(capacity, item, { quantity: 2 });
    expect(held).toEqual({
      outcome: 'held',
      epoch: 1,
      quantity: 2,
      heldAt: expect.any(String),
      expiresAt: new Date(Date.parse(held.heldAt) + 900_000).toISOString(),
      item: {
        id: item.id,
        version: 1,
        shortId: item.shortId,
        slug: 'kelas-keramik',
        title: 'Kelas Keramik',
        location: 'Bandung',
        startsAt: '2035-01-01T03:00:00.000Z',
        endsAt: null,
        price: 150_000,
        currency: 'IDR',
        submission: { fileRequired: true, fields: [] },
        autoApprove: false,
        certificate: false,
      },
    });
    expect(await availabilityOf(capacity, item)).toMatchObject({
      holdActive: 2,
      holdPoolLeft: 28,
      available: 28,
      nextReleaseAt: held.expiresAt,
    });
  });

  it("lives as long as the item's own time", async () => {
    const item = await anItem(capacity, { holdTtlSeconds: 7 });
    const { held } = await aHeldBooking(capacity, item);
    expect(Date.parse(held.expiresAt) - Date.parse(held.heldAt)).toBe(7_000);
  });

  it('finds its item by shortId in any case', async () => {
    const item = await anItem(capacity);
    for (const itemRef of [item.shortId, item.shortId.toLowerCase(), item.id.toUpperCase()]) {
      expect(await hold(item, { itemRef })).toMatchObject({ item: { id: item.id } });
    }
  });

  it('tells the facts of the version it was granted on', async () => {
    const item = await anItem(capacity);
    await aHeldBooking(capacity, item);
    await ask().updateItem({ id: item.id, changes: { price: 200_000 } });
    const { held } = await aHeldBooking(capacity, item);
    expect(held.item).toMatchObject({ version: 2, price: 200_000 });
  });
});

describe('a refused hold', () => {
  it('has no item: unknown, draft, or no reference at all', async () => {
    const draft = await anItem(capacity, { status: 'DRAFT' });
    const refs = [draft.id, draft.shortId, randomUUID(), 'ZZZZZZZZ', 'nonsense', ''];
    for (const itemRef of refs) {
      expect(await hold(draft, { itemRef })).toEqual({ outcome: 'item-not-found' });
    }
  });

  it('comes to a closed item, or after booking closed by the database’s clock', async () => {
    const closed = await anItem(capacity, { status: 'CLOSED' });
    const started = await anItem(capacity, { startsAt: '2020-01-01T03:00:00.000Z' });
    const ended = await anItem(capacity, { bookingClosesAt: '2020-01-01T03:00:00.000Z' });
    for (const item of [closed, started, ended]) {
      expect(await hold(item)).toEqual({ outcome: 'item-closed' });
    }
    const openUntilLater = await anItem(capacity, {
      startsAt: '2020-01-01T03:00:00.000Z',
      bookingClosesAt: '2035-01-01T03:00:00.000Z',
    });
    expect(await hold(openUntilLater)).toMatchObject({ outcome: 'held' });
  });

  it('asks for more than one booking may have, or than the pool has', async () => {
    const item = await anItem(capacity, { capacity: 100, maxPerBooking: 5 });
    const small = await anItem(capacity, { capacity: 10, maxPerBooking: 5 });
    const refusal = { outcome: 'quantity-too-large' };
    expect(await hold(item, { quantity: 6 })).toEqual({ ...refusal, maxQuantity: 5 });
    expect(await hold(small, { quantity: 4 })).toEqual({ ...refusal, maxQuantity: 3 });
    const absurd = Number.MAX_SAFE_INTEGER;
    expect(await hold(item, { quantity: absurd })).toEqual({ ...refusal, maxQuantity: 5 });
  });

  it('finds too few places left', async () => {
    const item = await anItem(capacity, { capacity: 4, maxPerBooking: 1 });
    for (let sold = 0; sold < 4; sold += 1) {
      const { bookingId, epoch } = await aHeldBooking(capacity, item);
      await ask().confirmPlaces({ bookingId, epoch });
    }
    expect(await hold(item)).toEqual({ outcome: 'sold-out' });
  });

  it('waits for the pool, and is told when the first of its holds ends', async () => {
    const item = await anItem(capacity, { capacity: 10 });
    const { held: first } = await aHeldBooking(capacity, item, { quantity: 2 });
    const refused = await hold(item, { quantity: 2 });
    expect(refused).toEqual({
      outcome: 'hold-pool-full',
      nextReleaseAt: first.expiresAt,
      now: expect.any(String),
    });
    expect(await hold(item, { quantity: 1 })).toMatchObject({ outcome: 'held' });
  });

  it('has one reason, the first of: not found, closed, too large, sold out, pool full', async () => {
    const item = await anItem(capacity, { capacity: 1, maxPerBooking: 1 });
    const { bookingId, epoch } = await aHeldBooking(capacity, item);
    const reasons = async () => outcomes([await hold(item), await hold(item, { quantity: 2 })]);
    expect(await reasons()).toEqual(['hold-pool-full', 'quantity-too-large']);

    await ask().confirmPlaces({ bookingId, epoch });
    expect(await reasons()).toEqual(['sold-out', 'quantity-too-large']);
    await ask().updateItem({ id: item.id, changes: { status: 'CLOSED' } });
    expect(await reasons()).toEqual(['item-closed', 'item-closed']);
    await ask().updateItem({ id: item.id, changes: { status: 'DRAFT' } });
    expect(await reasons()).toEqual(['item-not-found', 'item-not-found']);
  });

  it('leaves nothing behind', async () => {
    const item = await anItem(capacity, { capacity: 4 });
    const request = aHold(item, { quantity: 2 });
    expect(await ask().holdPlaces(request)).toMatchObject({ outcome: 'quantity-too-large' });
    expect((await ask().findPlaces({ bookingIds: [request.bookingId] })).places).toEqual([]);
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 0, available: 1 });
  });
});

describe('holds that arrive together', () => {
  it('are judged in order of arrival, and a smaller one behind a refused larger one is tried', async () => {
    const item = await anItem(capacity, { capacity: 40 });
    const quantities = [5, 6, 2, 3, 1];
    const answers = await holdAll(quantities.map((quantity) => aHold(item, { quantity })));
    expect(outcomes(answers)).toEqual(['held', 'held', 'hold-pool-full', 'hold-pool-full', 'held']);
  });

  it('are judged each by its own item', async () => {
    const items = await Promise.all(
      [1, 2, 4, 10].map((places) => anItem(capacity, { capacity: places })),
    );
    const full = await anItem(capacity, { capacity: 0 });
    const answers = await holdAll([...items, full].flatMap((item) => [aHold(item), aHold(item)]));
    expect(outcomes(answers)).toEqual([
      ...['held', 'hold-pool-full', 'held', 'hold-pool-full', 'held', 'hold-pool-full'],
      ...['held', 'held', 'quantity-too-large', 'quantity-too-large'],
    ]);
  });

  it('share an item’s places whichever way they name it', async () => {
    const item = await anItem(capacity, { capacity: 4 });
    const answers = await holdAll([aHold(item), aHold(item, { itemRef: item.shortId })]);
    expect(outcomes(answers)).toEqual(['held', 'hold-pool-full']);
  });

  it('are not taken down by one that fails', async () => {
    const item = await anItem(capacity, { capacity: 100 });
    const poison = aHold(item);
    await capacity.admin.query(`
      create function poison() returns trigger language plpgsql as $$ begin raise 'poison'; end $$;
      create trigger poison before insert on places for each row
        when (new.booking_id = '${poison.bookingId}') execute function poison()`);
    try {
      const requests = [aHold(item), poison, aHold(item)];
      const [before, poisoned, after] = await Promise.allSettled(
        requests.map((request) => ask().holdPlaces(request)),
      );
      expect(before).toMatchObject({ value: { outcome: 'held' } });
      expect(poisoned).toMatchObject({ status: 'rejected' });
      expect(after).toMatchObject({ value: { outcome: 'held' } });
      expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 2 });
    } finally {
      await capacity.admin.query('drop function poison cascade');
    }
  });
});

describe('a repeated hold', () => {
  const again = <T>(first: T) => ({ ...first, repeated: true });

  it('has its first answer again, whatever became of the item', async () => {
    const item = await anItem(capacity, { capacity: 1 });
    const request = aHold(item);
    const first = await ask().holdPlaces(request);
    expect(await ask().holdPlaces(request)).toEqual(again(first));
    await ask().updateItem({ id: item.id, changes: { status: 'CLOSED' } });
    expect(await ask().holdPlaces(request)).toMatchObject({
      ...first,
      item: { version: 2 },
    });
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 1 });
  });

  it('has its first answer also when it was locked or confirmed since', async () => {
    const item = await anItem(capacity, { capacity: 1 });
    const request = aHold(item);
    const first = await ask().holdPlaces(request);
    const { bookingId } = request;
    await ask().lockPlaces({ bookingId, epoch: 1, proofId: randomUUID() });
    expect(await ask().holdPlaces(request)).toEqual(again(first));
    await ask().confirmPlaces({ bookingId, epoch: 1 });
    expect(await ask().holdPlaces(request)).toEqual(again(first));
  });

  it('betrays a request that changed by the first one’s item and quantity', async () => {
    const [item, other] = [await anItem(capacity), await anItem(capacity)];
    const request = aHold(item, { quantity: 2 });
    const first = await ask().holdPlaces(request);
    const changed = [{ quantity: 1 }, { itemRef: other.id }, { itemRef: randomUUID() }];
    for (const change of changed) {
      expect(await ask().holdPlaces({ ...request, ...change })).toEqual(again(first));
    }
    expect(await availabilityOf(capacity, other)).toMatchObject({ holdActive: 0 });
  });

  it('takes its places once when both come in one batch', async () => {
    const item = await anItem(capacity, { capacity: 10 });
    const request = aHold(item, { quantity: 2 });
    const [first, second, third] = await holdAll([request, request, { ...request, quantity: 1 }]);
    expect(first).toMatchObject({ outcome: 'held', quantity: 2 });
    expect([second, third]).toEqual([again(first), again(first)]);
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 2 });
  });

  it('of a refused one is judged anew', async () => {
    const item = await anItem(capacity, { capacity: 4, maxPerBooking: 1 });
    const request = aHold(item, { quantity: 2 });
    const answers = await holdAll([request, { ...request, quantity: 1 }]);
    expect(outcomes(answers)).toEqual(['quantity-too-large', 'held']);
  });

  it('after its time is over says so, swept or not', async () => {
    const item = await anItem(capacity);
    const request = aHold(item);
    await ask().holdPlaces(request);
    await letRunOut(capacity, request.bookingId);
    expect(await ask().holdPlaces(request)).toEqual({ outcome: 'hold-expired' });
    expect(await ask().holdPlaces(request)).toEqual({ outcome: 'hold-expired' });
    expect(await ask().holdPlaces({ ...request, itemRef: randomUUID() })).toEqual({
      outcome: 'hold-expired',
    });
  });

  it('after its time is over says so also when it names another item', async () => {
    const [item, other] = [await anItem(capacity), await anItem(capacity)];
    const request = aHold(item);
    await ask().holdPlaces(request);
    await whileLocked(item, async () => {
      await letRunOut(capacity, request.bookingId);
      expect(await ask().holdPlaces({ ...request, itemRef: other.id })).toEqual({
        outcome: 'hold-expired',
      });
    });
  });

  it('after its release says that its time is over', async () => {
    const item = await anItem(capacity);
    const request = aHold(item);
    await ask().holdPlaces(request);
    await ask().releasePlaces({ bookingId: request.bookingId, epoch: 1 });
    expect(await ask().holdPlaces(request)).toEqual({ outcome: 'hold-expired' });
  });

  it('that comes only after its release takes nothing', async () => {
    const item = await anItem(capacity);
    const request = aHold(item);
    await ask().releasePlaces({ bookingId: request.bookingId, epoch: 1 });
    expect(await ask().holdPlaces(request)).toEqual({ outcome: 'hold-expired' });
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 0 });
    expect((await ask().findPlaces({ bookingIds: [request.bookingId] })).places).toEqual([]);
  });
});

describe('a place whose hold ended', () => {
  it('is on offer at that very instant', async () => {
    const item = await anItem(capacity, { capacity: 1, holdTtlSeconds: 3 });
    const { held } = await aHeldBooking(capacity, item);
    expect(await hold(item)).toMatchObject({ outcome: 'hold-pool-full' });
    await passes(capacity, held.expiresAt);
    expect(await hold(item)).toMatchObject({ outcome: 'held' });
  });

  it('is shown as free although nobody released it yet', async () => {
    const item = await anItem(capacity, { capacity: 10 });
    const overdue = await aHeldBooking(capacity, item, { quantity: 2 });
    const alive = await aHeldBooking(capacity, item);
    await whileLocked(item, async () => {
      await letRunOut(capacity, overdue.bookingId);
      expect(await availabilityOf(capacity, item)).toMatchObject({
        holdActive: 1,
        available: 2,
        nextReleaseAt: alive.held.expiresAt,
      });
    });
  });

  it('is announced by the admission that found it', async () => {
    const item = await anItem(capacity, { capacity: 1 });
    const { bookingId } = await aHeldBooking(capacity, item);
    await letRunOut(capacity, bookingId);
    await aHeldBooking(capacity, item);
    const { rows } = await capacity.admin.query(
      `select payload::jsonb->'data' as data, stream_seq from outbox where subject = $1`,
      [`capacity.hold-expired.v1.${bookingId}`],
    );
    expect(rows).toMatchObject([{ data: { bookingId, itemId: item.id, epoch: 1, quantity: 1 } }]);
    await until(async () => (await published(bookingId)) === 1);
  });
});

async function published(bookingId: string): Promise<number> {
  const { rows } = await capacity.admin.query(
    `select count(*)::int as n from outbox where subject = $1 and published_at is not null`,
    [`capacity.hold-expired.v1.${bookingId}`],
  );
  return rows[0].n;
}

describe('the database', () => {
  it('refuses more places than there are, whatever the code does', async () => {
    const item = await anItem(capacity, { capacity: 10 });
    const wrong = ['held = 11', 'locked = 6, confirmed = 5', 'held = -1', 'capacity = -1'];
    for (const change of wrong) {
      await expect(
        capacity.admin.query(`update items set ${change} where id = '${item.id}'`),
      ).rejects.toThrow('places_within_capacity');
    }
  });

  it('keeps nothing of an admission that breaks between its steps', async () => {
    const item = await anItem(capacity, { capacity: 100 });
    const overdue = await aHeldBooking(capacity, item);
    await letRunOut(capacity, overdue.bookingId);
    await capacity.admin.query(`
      create function fail() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
      create trigger fail before update on items for each row
        when (new.id = '${item.id}' and new.held > 0) execute function fail()`);
    const request = aHold(item, { quantity: 2 });
    await expect(ask().holdPlaces(request)).rejects.toThrow();
    await capacity.admin.query('drop function fail cascade');

    expect((await ask().findPlaces({ bookingIds: [request.bookingId] })).places).toEqual([]);
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 0 });
    expect(await ask().holdPlaces(request)).toMatchObject({ outcome: 'held' });
    const [service] = capacity.services;
    expect(await service?.compareCounters()).toBe(0);
  });
});
