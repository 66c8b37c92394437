import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { holdPlaces, type PlacesOutcome } from '@karcis/contracts';
import { createCaller } from '@karcis/messaging';
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

const capacity = useCapacity({ replicas: 2 });
const ask = () => capacity.ask;
const proofId = randomUUID();

/** Callers of their own send messages of their own, which the two replicas share. */
const callers = (count: number) =>
  Array.from({ length: count }, () => createCaller(capacity.nc, holdPlaces, { timeoutMs: 30_000 }));

const tally = (answers: readonly { outcome: string }[]) =>
  answers.reduce<Record<string, number>>(
    (counts, { outcome }) => ({ ...counts, [outcome]: (counts[outcome] ?? 0) + 1 }),
    {},
  );

const stateOf = async (bookingId: string) =>
  (await ask().findPlaces({ bookingIds: [bookingId] })).places[0]?.state;

const announcements = async (type: string, bookingId: string): Promise<number> => {
  const { rows } = await capacity.admin.query(
    'select count(*)::int as n from outbox where subject = $1',
    [`capacity.${type}.v1.${bookingId}`],
  );
  return rows[0].n;
};

/** True when a statement that calls the function waits for another transaction. */
const isWaiting = async (name: string) => {
  const { rows } = await capacity.admin.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ~ $1`,
    [`${name}\\(`],
  );
  return rows.length > 0;
};

afterEach(async () => {
  const [service] = capacity.services;
  expect(await service?.compareCounters()).toBe(0);
  const { rows } = await capacity.admin.query(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  );
  expect(rows).toEqual([{ deadlocks: 0 }]);
});

describe('two replicas', () => {
  it('sell the last 10 places to 10 of 1,000 rivals', async () => {
    const item = await anItem(capacity, { capacity: 34, maxPerBooking: 1 });
    const answers = await Promise.all(
      callers(20).flatMap((hold) => Array.from({ length: 50 }, () => hold(aHold(item)))),
    );
    expect(tally(answers)).toEqual({ held: 10, 'hold-pool-full': 990 });
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 10, available: 0 });
  });

  it('sell no place twice when sizes differ, and leave none that a rival could have had', async () => {
    const item = await anItem(capacity, { capacity: 100, maxPerBooking: 7 });
    const answers = await Promise.all(
      callers(10).flatMap((hold) =>
        Array.from({ length: 20 }, (_, index) => hold(aHold(item, { quantity: 1 + (index % 7) }))),
      ),
    );
    const sold = answers.reduce(
      (sum, answer) => sum + (answer.outcome === 'held' ? answer.quantity : 0),
      0,
    );
    expect(sold).toBe(30);
  });

  it('judge batches of many items without waiting for each other in a circle', async () => {
    const items = await Promise.all(
      Array.from({ length: 12 }, () => anItem(capacity, { capacity: 200, maxPerBooking: 1 })),
    );
    for (let round = 0; round < 10; round += 1) {
      const shuffled = [...items].sort(() => Math.random() - 0.5);
      const answers = await Promise.all(
        callers(8).flatMap((hold, index) =>
          (index % 2 ? shuffled : shuffled.toReversed()).map((item) => hold(aHold(item))),
        ),
      );
      const granted = answers.filter(({ outcome }) => outcome === 'held');
      expect(granted).toHaveLength(round < 7 ? 96 : round === 7 ? 48 : 0);
    }
  });

  it('answer one booking that comes to both at once the same', async () => {
    const item = await anItem(capacity, { capacity: 100, maxPerBooking: 1 });
    for (let round = 0; round < 20; round += 1) {
      const request = aHold(item);
      const answers = await Promise.all(callers(6).map((hold) => hold(request)));
      const repeats = answers.filter((answer) => answer.outcome === 'held' && answer.repeated);
      expect(repeats).toHaveLength(answers.length - 1);
      for (const answer of answers)
        expect({ ...answer, repeated: true }).toEqual({ ...answers[0], repeated: true });
    }
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 20 });
  });
});

describe('a lock around the instant its hold ends', () => {
  it('either comes in time or finds the places gone, never both', async () => {
    const item = await anItem(capacity, { capacity: 1_000, maxPerBooking: 1, holdTtlSeconds: 3 });
    const bookings = await Promise.all(
      Array.from({ length: 80 }, () => aHeldBooking(capacity, item)),
    );
    const offset = Date.parse((await ask().readClock({})).now) - Date.now();
    const comes = (instant: number) => until(() => Date.now() + offset >= instant);

    // Each asks 20 ms later than the one before, from well before the end to after it, while two sweepers run.
    const answers = await Promise.all(
      bookings.map(async ({ bookingId, epoch, held }, index) => {
        await comes(Date.parse(held.expiresAt) - 1_200 + index * 20);
        return { bookingId, held, answer: await ask().lockPlaces({ bookingId, epoch, proofId }) };
      }),
    );
    await Promise.all(capacity.services.map((service) => service.sweep()));

    for (const { bookingId, held, answer } of answers) {
      const inTime = answer.outcome === 'ok';
      if (inTime) expect(answer.at < held.expiresAt).toBe(true);
      else expect(answer).toEqual({ outcome: 'released' });
      expect(await stateOf(bookingId)).toBe(inTime ? 'LOCKED' : 'RELEASED');
      expect(await announcements('hold-expired', bookingId)).toBe(inTime ? 0 : 1);
    }
    const outcomes = tally(answers.map(({ answer }) => answer));
    expect(outcomes).toEqual({ ok: expect.any(Number), released: expect.any(Number) });
  });
});

describe('a confirmation and the end of its hold', () => {
  it('exclude each other', async () => {
    const item = await anItem(capacity, { capacity: 1_000, maxPerBooking: 1 });
    for (let round = 0; round < 40; round += 1) {
      const { bookingId, epoch } = await aHeldBooking(capacity, item);
      const [, answer] = await Promise.all([
        letRunOut(capacity, bookingId).then(() => capacity.services[round % 2]?.sweep()),
        ask().confirmPlaces({ bookingId, epoch }),
      ]);
      const won = answer.outcome === 'ok';
      expect(await stateOf(bookingId)).toBe(won ? 'CONFIRMED' : 'RELEASED');
      expect(await announcements('hold-expired', bookingId)).toBe(won ? 0 : 1);
    }
  });
});

describe('a confirmation and a cancellation', () => {
  it('end released, whoever comes first, and say so once', async () => {
    const item = await anItem(capacity, { capacity: 1_000, maxPerBooking: 1 });
    for (let round = 0; round < 40; round += 1) {
      const { bookingId, epoch } = await aHeldBooking(capacity, item);
      await Promise.all([
        ask().releasePlaces({ bookingId, epoch }),
        ask().confirmPlaces({ bookingId, epoch }),
        ask().releasePlaces({ bookingId, epoch }),
      ]);
      expect(await stateOf(bookingId)).toBe('RELEASED');
      expect(await announcements('released', bookingId)).toBe(1);
    }
  });
});

describe('a release and the hold it is for', () => {
  it('leave nothing in use, whoever comes first', async () => {
    const item = await anItem(capacity, { capacity: 1_000, maxPerBooking: 1 });
    for (let round = 0; round < 40; round += 1) {
      const request = aHold(item);
      await Promise.all([
        ask().holdPlaces(request),
        ask().releasePlaces({ bookingId: request.bookingId, epoch: 1 }),
      ]);
      expect(await ask().holdPlaces(request)).toEqual({ outcome: 'hold-expired' });
    }
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 0 });
  });

  it('meet when the hold is judged but not committed: the release waits and finds it', async () => {
    const item = await anItem(capacity);
    const { bookingId } = aHold(item);
    const judging = await capacity.admin.connect();
    await judging.query('begin');
    await judging.query('select admit_holds(array[$1::uuid], array[$2::uuid], $3, $3, 900)', [
      item.id,
      bookingId,
      [1],
    ]);
    let answer: PlacesOutcome | undefined;
    const released = ask()
      .releasePlaces({ bookingId, epoch: 1 })
      .then((outcome) => (answer = outcome));
    await until(() => isWaiting('change_places'));
    expect(answer).toBeUndefined();
    await judging.query('commit');
    judging.release();

    expect(await released).toMatchObject({ outcome: 'ok', state: 'RELEASED' });
    expect(await stateOf(bookingId)).toBe('RELEASED');
    expect(await announcements('released', bookingId)).toBe(1);
  });

  it('meet when the hold commits while the release waits for another item', async () => {
    const [busy, item] = [await anItem(capacity), await anItem(capacity)];
    const other = await aHeldBooking(capacity, busy);
    const request = aHold(item);
    const worker = await capacity.admin.connect();
    await worker.query('begin');
    await worker.query('select from items where id = $1 for update', [busy.id]);
    const released = Promise.all(
      [other.bookingId, request.bookingId].map((bookingId) =>
        ask().releasePlaces({ bookingId, epoch: 1 }),
      ),
    );
    await until(() => isWaiting('change_places'));
    await ask().holdPlaces(request);
    await worker.query('rollback');
    worker.release();

    expect(await released).toMatchObject([{ state: 'RELEASED' }, { state: 'RELEASED' }]);
    expect(await stateOf(request.bookingId)).toBe('RELEASED');
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 0 });
  });
});

describe('a hold and the release that is written just before it', () => {
  it('meet when the release is not committed: the hold waits and takes nothing', async () => {
    const item = await anItem(capacity);
    const [request, rival] = [aHold(item), aHold(item)];
    const releasing = await capacity.admin.connect();
    await releasing.query('begin');
    await releasing.query(
      `select change_places('{release}', array[$1::uuid], '{1}', '{null}', '{null}')`,
      [request.bookingId],
    );
    const held = Promise.all([ask().holdPlaces(request), ask().holdPlaces(rival)]);
    await until(() => isWaiting('admit_holds'));
    await releasing.query('commit');
    releasing.release();

    expect(await held).toMatchObject([{ outcome: 'hold-expired' }, { outcome: 'held' }]);
    expect(await availabilityOf(capacity, item)).toMatchObject({ holdActive: 1 });
  });
});

describe('a command that waited for its item', () => {
  /** Keeps the item locked while `ask` waits for it, until the database's clock has passed `instant`. */
  async function whileLocked<T>(item: { id: string }, instant: string, start: () => Promise<T>) {
    const worker = await capacity.admin.connect();
    await worker.query('begin');
    await worker.query('select from items where id = $1 for update', [item.id]);
    const answer = start();
    await until(() => isWaiting('(admit_holds|change_places)'));
    await passes(capacity, instant);
    await worker.query('rollback');
    worker.release();
    return answer;
  }

  it('is judged by the clock after the wait: the hold has ended', async () => {
    const item = await anItem(capacity, { holdTtlSeconds: 1 });
    const { bookingId, epoch, held } = await aHeldBooking(capacity, item);
    const lock = () => ask().lockPlaces({ bookingId, epoch, proofId });
    expect(await whileLocked(item, held.expiresAt, lock)).toEqual({ outcome: 'released' });
  });

  it('is judged by the clock after the wait: booking has closed', async () => {
    const now = Date.parse((await ask().readClock({})).now);
    const bookingClosesAt = new Date(now + 1_000).toISOString();
    const item = await anItem(capacity, { bookingClosesAt });
    const hold = () => ask().holdPlaces(aHold(item));
    expect(await whileLocked(item, bookingClosesAt, hold)).toEqual({ outcome: 'item-closed' });
  });
});

describe('a client that stalls with an item locked', () => {
  it('is cut off before those who wait give up', async () => {
    const item = await anItem(capacity);
    const { bookingId } = await aHeldBooking(capacity, item);
    const stalling = await capacity.admin.connect();
    stalling.on('error', () => {});
    await stalling.query('begin');
    await stalling.query(
      `select change_places('{release}', array[$1::uuid], '{1}', '{null}', '{null}')`,
      [bookingId],
    );
    const impatient = createCaller(capacity.nc, holdPlaces);
    expect(await impatient(aHold(item))).toMatchObject({ outcome: 'held' });
    await expect(stalling.query('commit')).rejects.toThrow();
    stalling.release(true);
    expect(await stateOf(bookingId)).toBe('HELD');
  });
});

describe('everything at once', () => {
  it('never uses more places than there are, and leaves no counter wrong', async () => {
    const items = await Promise.all(
      [1, 3, 10, 40].map((places) => anItem(capacity, { capacity: places, maxPerBooking: 3 })),
    );
    const person = async (index: number) => {
      const item = items[index % items.length] as { id: string };
      const request = aHold(item, { quantity: 1 + (index % 3) });
      const { bookingId } = request;
      if ((await ask().holdPlaces(request)).outcome !== 'held') return;
      const ref = { bookingId, epoch: 1 };
      const next = [
        () => ask().lockPlaces({ ...ref, proofId }),
        () => letRunOut(capacity, bookingId),
        () => ask().confirmPlaces(ref),
        () => ask().releasePlaces(ref),
        () => ask().extendHold({ ...ref, seconds: 60 }),
      ];
      await Promise.all([next[index % 5]?.(), next[(index * 7 + 1) % 5]?.()]);
      await ask().reacquirePlaces(ref);
      if (index % 2) await ask().releasePlaces({ bookingId, epoch: 2 });
    };
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(Array.from({ length: 100 }, (_, index) => person(round * 100 + index)));
    }
    for (const item of items) {
      const { capacity: places, capacityUsed, holdActive } = await availabilityOf(capacity, item);
      expect(capacityUsed + holdActive).toBeLessThanOrEqual(places);
    }
  });
});
