import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { PlacesOutcome } from '@karcis/contracts';
import {
  aHeldBooking,
  anItem,
  availabilityOf,
  letRunOut,
  passes,
  useCapacity,
} from './start-capacity.ts';

const capacity = useCapacity();
const ask = () => capacity.ask;

type Ref = { readonly bookingId: string; readonly epoch: number };
const proofId = randomUUID();
const verbs = {
  lock: (ref: Ref) => ask().lockPlaces({ ...ref, proofId }),
  'lock for another proof': (ref: Ref) => ask().lockPlaces({ ...ref, proofId: randomUUID() }),
  confirm: (ref: Ref) => ask().confirmPlaces(ref),
  release: (ref: Ref) => ask().releasePlaces(ref),
  extend: (ref: Ref) => ask().extendHold({ ...ref, seconds: 3_600 }),
  reacquire: (ref: Ref) => ask().reacquirePlaces(ref),
};
type Verb = keyof typeof verbs;

/** Bookings in every state that their places can have; the epoch is the one that is known of them. */
const states = {
  HELD: async (item: { id: string }) => aHeldBooking(capacity, item),
  'HELD and extended': async (item: { id: string }) => after(item, verbs.extend),
  LOCKED: async (item: { id: string }) => after(item, verbs.lock),
  CONFIRMED: async (item: { id: string }) => after(item, verbs.confirm),
  'CONFIRMED after a lock': async (item: { id: string }) => after(item, verbs.lock, verbs.confirm),
  'over, but not swept': async (item: { id: string }) => {
    const booking = await aHeldBooking(capacity, item);
    await letRunOut(capacity, booking.bookingId);
    return booking;
  },
  RELEASED: async (item: { id: string }) => after(item, verbs.release),
  'CONFIRMED again': async (item: { id: string }) => {
    const { bookingId } = await after(item, verbs.release, verbs.reacquire);
    return { bookingId, epoch: 2 };
  },
  'RELEASED again': async (item: { id: string }) => {
    const { bookingId } = await after(item, verbs.release, verbs.reacquire);
    await verbs.release({ bookingId, epoch: 2 });
    return { bookingId, epoch: 2 };
  },
  unknown: async () => ({ bookingId: randomUUID(), epoch: 1 }),
  'released before it was held': async () => {
    const booking = { bookingId: randomUUID(), epoch: 1 };
    await verbs.release(booking);
    return booking;
  },
};
type State = keyof typeof states;

async function after(item: { id: string }, ...steps: ((ref: Ref) => Promise<PlacesOutcome>)[]) {
  const booking = await aHeldBooking(capacity, item);
  for (const step of steps) await step(booking);
  return booking;
}

const short = (answer: PlacesOutcome) =>
  answer.outcome === 'ok' ? `${answer.state} ${answer.epoch}` : answer.outcome;

/** What each verb answers in each state, and by that what becomes of the places. */
const table: Record<State, Record<Verb, string>> = {
  HELD: {
    lock: 'LOCKED 1',
    'lock for another proof': 'LOCKED 1',
    confirm: 'CONFIRMED 1',
    release: 'RELEASED 1',
    extend: 'HELD 1',
    reacquire: 'not-allowed',
  },
  'HELD and extended': {
    lock: 'LOCKED 1',
    'lock for another proof': 'LOCKED 1',
    confirm: 'CONFIRMED 1',
    release: 'RELEASED 1',
    extend: 'HELD 1',
    reacquire: 'not-allowed',
  },
  LOCKED: {
    lock: 'LOCKED 1',
    'lock for another proof': 'LOCKED 1',
    confirm: 'CONFIRMED 1',
    release: 'RELEASED 1',
    extend: 'not-allowed',
    reacquire: 'not-allowed',
  },
  CONFIRMED: {
    lock: 'not-allowed',
    'lock for another proof': 'not-allowed',
    confirm: 'CONFIRMED 1',
    release: 'RELEASED 1',
    extend: 'not-allowed',
    reacquire: 'not-allowed',
  },
  'CONFIRMED after a lock': {
    lock: 'CONFIRMED 1',
    'lock for another proof': 'not-allowed',
    confirm: 'CONFIRMED 1',
    release: 'RELEASED 1',
    extend: 'not-allowed',
    reacquire: 'not-allowed',
  },
  'over, but not swept': {
    lock: 'released',
    'lock for another proof': 'released',
    confirm: 'released',
    release: 'RELEASED 1',
    extend: 'released',
    reacquire: 'CONFIRMED 2',
  },
  RELEASED: {
    lock: 'released',
    'lock for another proof': 'released',
    confirm: 'released',
    release: 'RELEASED 1',
    extend: 'released',
    reacquire: 'CONFIRMED 2',
  },
  'CONFIRMED again': {
    lock: 'not-allowed',
    'lock for another proof': 'not-allowed',
    confirm: 'CONFIRMED 2',
    release: 'RELEASED 2',
    extend: 'not-allowed',
    reacquire: 'not-allowed',
  },
  'RELEASED again': {
    lock: 'released',
    'lock for another proof': 'released',
    confirm: 'released',
    release: 'RELEASED 2',
    extend: 'released',
    reacquire: 'CONFIRMED 3',
  },
  unknown: {
    lock: 'unknown',
    'lock for another proof': 'unknown',
    confirm: 'unknown',
    release: 'RELEASED 1',
    extend: 'unknown',
    reacquire: 'unknown',
  },
  'released before it was held': {
    lock: 'released',
    'lock for another proof': 'released',
    confirm: 'released',
    release: 'RELEASED 1',
    extend: 'released',
    reacquire: 'unknown',
  },
};

const counted = async (item: { id: string }) => {
  const { paid, review, holdActive } = await availabilityOf(capacity, item);
  return { paid, review, holdActive };
};

const cases = Object.entries(table).flatMap(([state, answers]) =>
  Object.entries(answers).map(([verb, answer]) => [state as State, verb as Verb, answer] as const),
);

describe('places', () => {
  it.each(cases)(
    'that are %s, asked to %s, answer %s, also the second time',
    async (state, verb, answer) => {
      const item = await anItem(capacity, { capacity: 10 });
      const booking = await states[state](item);
      const first = await verbs[verb](booking);
      expect(short(first)).toBe(answer);

      const after = await counted(item);
      const [word] = answer.split(' ');
      if (word === 'LOCKED') expect(after).toEqual({ paid: 0, review: 1, holdActive: 0 });
      if (word === 'CONFIRMED') expect(after).toEqual({ paid: 1, review: 0, holdActive: 0 });
      if (word === 'HELD') expect(after).toEqual({ paid: 0, review: 0, holdActive: 1 });
      if (word?.toUpperCase() === 'RELEASED') {
        expect(after).toEqual({ paid: 0, review: 0, holdActive: 0 });
      }

      expect(short(await verbs[verb](booking))).toBe(answer);
      expect(await counted(item)).toEqual(after);
    },
  );

  it.each(['CONFIRMED again', 'RELEASED again'] as const)(
    'that are %s take no notice of their first epoch',
    async (state) => {
      const item = await anItem(capacity, { capacity: 10 });
      const { bookingId } = await states[state](item);
      const before = await counted(item);
      for (const verb of ['lock', 'confirm', 'release', 'extend'] as const) {
        expect(short(await verbs[verb]({ bookingId, epoch: 1 }))).toBe('stale');
      }
      expect(await counted(item)).toEqual(before);
    },
  );

  it('of a later epoch than is known are not given out, only given back', async () => {
    const item = await anItem(capacity);
    const booking = { ...(await aHeldBooking(capacity, item)), epoch: 2 };
    for (const verb of ['lock', 'confirm', 'extend', 'reacquire'] as const) {
      expect(short(await verbs[verb](booking))).toBe('not-allowed');
    }
    expect(short(await verbs.confirm({ ...booking, epoch: Number.MAX_SAFE_INTEGER }))).toBe(
      'not-allowed',
    );
    expect(short(await verbs.release(booking))).toBe('RELEASED 1');
  });

  it('keep the proof that locked them first', async () => {
    const item = await anItem(capacity);
    const { bookingId, epoch } = await states.LOCKED(item);
    await verbs['lock for another proof']({ bookingId, epoch });
    const { places } = await ask().findPlaces({ bookingIds: [bookingId] });
    expect(places).toMatchObject([{ proofId, state: 'LOCKED', itemId: item.id }]);
  });
});

describe('an extension', () => {
  it('lasts the given seconds from now, once', async () => {
    const item = await anItem(capacity, { holdTtlSeconds: 3 });
    const { bookingId, epoch, held } = await aHeldBooking(capacity, item);
    const first = await ask().extendHold({ bookingId, epoch, seconds: 600 });
    if (first.outcome !== 'ok') throw new Error(first.outcome);
    expect(Date.parse(first.expiresAt ?? '')).toBe(Date.parse(first.at) + 600_000);

    const again = await ask().extendHold({ bookingId, epoch, seconds: 3_600 });
    expect(again).toMatchObject({ expiresAt: first.expiresAt });
    await passes(capacity, held.expiresAt);
    expect(await verbs.lock({ bookingId, epoch })).toMatchObject({ state: 'LOCKED' });
  });

  it('never shortens a hold', async () => {
    const item = await anItem(capacity, { holdTtlSeconds: 900 });
    const { bookingId, epoch, held } = await aHeldBooking(capacity, item);
    expect(await ask().extendHold({ bookingId, epoch, seconds: 1 })).toMatchObject({
      expiresAt: held.expiresAt,
    });
  });
});

describe('a reacquisition', () => {
  const soldTo = async (item: { id: string }, quantity: number) => {
    for (let sold = 0; sold < quantity; sold += 1) await states.CONFIRMED(item);
  };

  it('is all or nothing for the whole quantity', async () => {
    const item = await anItem(capacity, { capacity: 10 });
    const late = await aHeldBooking(capacity, item, { quantity: 3 });
    await verbs.release(late);
    await soldTo(item, 8);
    expect(await verbs.reacquire(late)).toEqual({ outcome: 'sold-out' });
    expect(await counted(item)).toEqual({ paid: 8, review: 0, holdActive: 0 });
  });

  it('takes what living holds leave, not what is theirs', async () => {
    const item = await anItem(capacity, { capacity: 4 });
    const late = await aHeldBooking(capacity, item);
    await verbs.release(late);
    await soldTo(item, 3);
    const rival = await aHeldBooking(capacity, item);
    expect(await verbs.reacquire(late)).toEqual({ outcome: 'sold-out' });

    await letRunOut(capacity, rival.bookingId);
    expect(short(await verbs.reacquire(late))).toBe('CONFIRMED 2');
    expect(short(await verbs.lock(rival))).toBe('released');
  });

  it('ignores the hold pool and a closed item', async () => {
    const item = await anItem(capacity, { capacity: 10 });
    const late = await aHeldBooking(capacity, item, { quantity: 3 });
    await verbs.release(late);
    await aHeldBooking(capacity, item, { quantity: 3 });
    await ask().updateItem({ id: item.id, changes: { status: 'CLOSED' } });
    expect(short(await verbs.reacquire(late))).toBe('CONFIRMED 2');
  });

  it('of many at once stops where the capacity ends', async () => {
    const item = await anItem(capacity, { capacity: 10 });
    const late = [];
    for (let index = 0; index < 6; index += 1) {
      const booking = await aHeldBooking(capacity, item, { quantity: 2 });
      await verbs.release(booking);
      late.push(booking);
    }
    const answers = await Promise.all(late.map(verbs.reacquire));
    expect(answers.map(short)).toEqual([...Array(5).fill('CONFIRMED 2'), 'sold-out']);
    expect(await counted(item)).toEqual({ paid: 10, review: 0, holdActive: 0 });
  });
});

describe('commands that arrive together', () => {
  it('see what became of the ones before them of the same booking', async () => {
    const item = await anItem(capacity);
    const booking = await aHeldBooking(capacity, item);
    const answers = await Promise.all([
      verbs.release({ ...booking, epoch: 1 }),
      verbs.release({ ...booking, epoch: 1 }),
    ]);
    expect(answers.map(short)).toEqual(['RELEASED 1', 'RELEASED 1']);
  });

  it('each have their own answer, whatever the item', async () => {
    const items = await Promise.all([1, 2, 3].map(() => anItem(capacity, { capacity: 100 })));
    const bookings = await Promise.all(
      items.flatMap((item) => [aHeldBooking(capacity, item), aHeldBooking(capacity, item)]),
    );
    const [first] = bookings;
    const unknown = { bookingId: randomUUID(), epoch: 1 };
    const answers = await Promise.all([...bookings, unknown, first as Ref].map(verbs.confirm));
    expect(answers.map(short)).toEqual([...Array(6).fill('CONFIRMED 1'), 'unknown', 'CONFIRMED 1']);
    for (const item of items) expect(await counted(item)).toMatchObject({ paid: 2 });
  });
});

describe('the reconciler’s questions', () => {
  it('find the places of the bookings asked for, whatever their state', async () => {
    const item = await anItem(capacity, { capacity: 100 });
    const held = await states.HELD(item);
    const released = await states.RELEASED(item);
    const bookingIds = [held.bookingId, released.bookingId, randomUUID()];
    const { places, now } = await ask().findPlaces({ bookingIds });
    expect(Date.parse(now)).toBeGreaterThan(0);
    expect(places).toHaveLength(2);
    expect(places).toContainEqual({
      bookingId: held.bookingId,
      itemId: item.id,
      quantity: 1,
      epoch: 1,
      state: 'HELD',
      proofId: null,
      expiresAt: held.held.expiresAt,
      changedAt: held.held.heldAt,
    });
    expect(places).toContainEqual(
      expect.objectContaining({
        bookingId: released.bookingId,
        state: 'RELEASED',
        expiresAt: null,
      }),
    );
  });

  it('list all places in use, page by page', async () => {
    const item = await anItem(capacity, { capacity: 100 });
    const mine = await Promise.all(Array.from({ length: 7 }, () => aHeldBooking(capacity, item)));
    await verbs.release(mine[0] as Ref);
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const { places } = await ask().listPlaces({ after, limit: 3 });
      if (places.length === 0) break;
      seen.push(...places.map(({ bookingId }) => bookingId));
      after = seen.at(-1) as string;
    }
    expect(seen).toEqual([...seen].sort());
    expect(new Set(seen).size).toBe(seen.length);
    const listed = mine.map(({ bookingId }) => seen.includes(bookingId));
    expect(listed).toEqual([false, ...Array(6).fill(true)]);
  });
});

it('keeps counters and rows together through all of this', async () => {
  const [service] = capacity.services;
  expect(await service?.compareCounters()).toBe(0);
});
