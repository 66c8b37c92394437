import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Item, itemChanged, ItemSummary } from '@karcis/contracts';
import { openDatabase } from '@karcis/db';
import { createTransact } from '@karcis/messaging';
import { createItem } from '../src/commands/create-item.ts';
import type { CapacityDatabase } from '../src/db/schema.ts';
import { aHeldBooking, anItem, letRunOut, useCapacity } from './start-capacity.ts';

const capacity = useCapacity({
  settings: { HOLD_TTL_MIN_SECONDS: '600', HOLD_TTL_SECONDS: '720' },
});
const ask = () => capacity.ask;

const holdTimes = { ttlSeconds: 900, minSeconds: 600, maxSeconds: 900 };
const startsAt = '2035-01-01T03:00:00.000Z';
const minimal = { title: 'Kelas Keramik', startsAt, capacity: 10, price: 150_000 };
const announcedOf = async (id: string) => {
  const { rows } = await capacity.admin.query(
    `select payload::jsonb->'data' as data from outbox where subject = $1 order by id`,
    [`capacity.item-changed.v1.${id}`],
  );
  return rows.map(({ data }) => data);
};
const find = async (ref: string, drafts = false) => {
  const answer = await ask().findItem({ ref, drafts });
  return answer.found ? answer.item : undefined;
};

describe('a new item', () => {
  it('has the defaults of the HTTP contract, and its maker’s id', async () => {
    const id = randomUUID();
    const answer = await ask().createItem({ id, item: minimal });
    if (answer.outcome !== 'ok') throw new Error(answer.outcome);
    const { item } = answer;
    expect(Item.parse(item)).toEqual(item);
    expect(item).toMatchObject({
      id,
      shortId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{8}$/),
      slug: 'kelas-keramik',
      url: `/x/kelas-keramik-${item.shortId}`,
      description: '',
      location: '',
      endsAt: null,
      imageUrl: null,
      currency: 'IDR',
      status: 'DRAFT',
      maxPerBooking: 1,
      holdTtlSeconds: 720,
      bookingClosesAt: startsAt,
      submission: { fileRequired: true, fields: [] },
      autoApprove: false,
      certificate: false,
      availability: { capacity: 10, holdPool: 3, available: 3, bookable: false, reason: 'closed' },
    });
  });

  it('is announced, and made once however often it is asked for', async () => {
    const id = randomUUID();
    const first = await ask().createItem({ id, item: minimal });
    const again = await ask().createItem({ id, item: { ...minimal, title: 'Lain' } });
    expect(again).toMatchObject({ outcome: 'ok', item: { id, title: 'Kelas Keramik' } });
    if (first.outcome !== 'ok') throw new Error(first.outcome);
    const events = await announcedOf(id);
    expect(events).toMatchObject([{ id, version: 1, shortId: first.item.shortId }]);
    expect(itemChanged.data.parse(events[0])).toEqual(events[0]);
  });

  it('keeps everything that its maker says', async () => {
    const item = {
      ...minimal,
      slug: 'tanah-liat',
      description: 'Dua jam di studio.',
      location: 'Bandung',
      endsAt: '2035-01-01T05:00:00.000Z',
      imageUrl: 'https://example.org/a.png',
      capacity: 0,
      currency: 'USD',
      status: 'OPEN' as const,
      maxPerBooking: 4,
      holdTtlSeconds: 600,
      bookingClosesAt: '2034-12-31T03:00:00.000Z',
      submission: {
        fileRequired: false,
        fields: [
          { key: 'size', label: 'Ukuran', type: 'select' as const, required: true, options: ['S'] },
        ],
      },
      autoApprove: true,
    };
    const { id } = await anItem(capacity, item);
    const { capacity: places, ...facts } = item;
    expect(await find(id)).toMatchObject({ ...facts, availability: { capacity: places } });
  });

  it('gets another shortId when the first is taken', async () => {
    const taken = await anItem(capacity);
    const database = openDatabase<CapacityDatabase>({
      url: capacity.url,
      max: 1,
      applicationName: 'test',
    });
    const transact = createTransact({ db: database.db, relay: { publish: () => {} } });
    const offered = [taken.shortId, taken.shortId, 'ZZZZZZZ9'];
    const id = randomUUID();
    const answer = await transact((unit) =>
      createItem(unit, { id, item: minimal }, holdTimes, () => offered.shift() ?? ''),
    );
    expect(answer).toMatchObject({ outcome: 'ok', item: { id, shortId: 'ZZZZZZZ9' } });
    await database.close();
  });

  it.each([599, 60])('may not give holds %i seconds', async (holdTtlSeconds) => {
    expect(
      await ask().createItem({ id: randomUUID(), item: { ...minimal, holdTtlSeconds } }),
    ).toMatchObject({ outcome: 'invalid', pointer: '/holdTtlSeconds' });
  });
});

describe('an item', () => {
  it('is found by id, shortId, and any slug before the shortId', async () => {
    const item = await anItem(capacity);
    const refs = [item.id, item.shortId, item.shortId.toLowerCase(), `x-y-${item.shortId}`];
    const found = await Promise.all(refs.map((ref) => find(ref)));
    for (const each of found) expect(each?.id).toBe(item.id);
    const missing = [randomUUID(), 'ZZZZZZZZ', 'kelas', ''];
    expect(await Promise.all(missing.map((ref) => find(ref)))).toEqual(Array(4).fill(undefined));
  });

  it('in DRAFT exists for organisers only', async () => {
    const { id } = await anItem(capacity, { status: 'DRAFT' });
    const [shown, hidden] = await Promise.all([find(id, true), find(id, false)]);
    expect(shown).toMatchObject({ status: 'DRAFT' });
    expect(hidden).toBeUndefined();
  });
});

describe('a change', () => {
  it('raises the version and is announced with the new facts', async () => {
    const item = await anItem(capacity);
    const changes = { title: 'Kelas Batik', price: 0, status: 'CLOSED' as const };
    expect(await ask().updateItem({ id: item.id, changes })).toMatchObject({
      outcome: 'ok',
      item: { title: 'Kelas Batik', slug: 'kelas-keramik', price: 0, status: 'CLOSED' },
    });
    expect(await announcedOf(item.id)).toMatchObject([
      { version: 1, title: 'Kelas Keramik' },
      { version: 2, title: 'Kelas Batik', price: 0 },
    ]);
  });

  it('that changes nothing says nothing', async () => {
    const item = await anItem(capacity);
    const changes = { status: 'OPEN' as const, title: item.title, submission: item.submission };
    expect(await ask().updateItem({ id: item.id, changes })).toMatchObject({ outcome: 'ok' });
    expect(await announcedOf(item.id)).toHaveLength(1);
  });

  it('of the start moves the end of booking that was never set', async () => {
    const item = await anItem(capacity);
    const moved = '2035-02-01T03:00:00.000Z';
    await ask().updateItem({ id: item.id, changes: { startsAt: moved } });
    expect(await find(item.id)).toMatchObject({ startsAt: moved, bookingClosesAt: moved });

    await ask().updateItem({ id: item.id, changes: { bookingClosesAt: startsAt } });
    await ask().updateItem({ id: item.id, changes: { startsAt: '2035-03-01T03:00:00.000Z' } });
    expect(await find(item.id)).toMatchObject({ bookingClosesAt: startsAt });
  });

  it('must leave a valid item', async () => {
    const item = await anItem(capacity, { endsAt: '2035-01-01T05:00:00.000Z' });
    const update = (changes: object) => ask().updateItem({ id: item.id, changes });
    expect(await update({ startsAt: '2035-01-02T03:00:00.000Z' })).toMatchObject({
      outcome: 'invalid',
      pointer: '/endsAt',
    });
    expect(await update({ holdTtlSeconds: 599 })).toMatchObject({
      outcome: 'invalid',
      pointer: '/holdTtlSeconds',
    });
    expect(await announcedOf(item.id)).toHaveLength(1);
  });

  it('of an unknown item finds none', async () => {
    expect(await ask().updateItem({ id: randomUUID(), changes: { price: 1 } })).toEqual({
      outcome: 'item-not-found',
    });
  });

  it('may shrink the capacity to what is in use, not below', async () => {
    const item = await anItem(capacity, { capacity: 20 });
    const held = await aHeldBooking(capacity, item, { quantity: 1 });
    const locked = await aHeldBooking(capacity, item, { quantity: 2 });
    const confirmed = await aHeldBooking(capacity, item, { quantity: 3 });
    await ask().lockPlaces({ ...locked, proofId: null });
    await ask().confirmPlaces(confirmed);
    const shrink = (to: number) => ask().updateItem({ id: item.id, changes: { capacity: to } });

    expect(await shrink(5)).toEqual({ outcome: 'capacity-in-use', inUse: 6 });
    expect(await shrink(6)).toMatchObject({
      outcome: 'ok',
      item: { availability: { capacity: 6, capacityLeft: 1, available: 0, holdActive: 1 } },
    });
    await letRunOut(capacity, held.bookingId);
    expect(await shrink(4)).toEqual({ outcome: 'capacity-in-use', inUse: 5 });
    expect(await shrink(5)).toMatchObject({ outcome: 'ok' });
    expect(await shrink(50)).toMatchObject({ item: { availability: { available: 15 } } });
  });

  it('ends overdue holds on its way also when it is refused', async () => {
    const item = await anItem(capacity, { capacity: 20 });
    const { bookingId } = await aHeldBooking(capacity, item);
    await letRunOut(capacity, bookingId);
    await ask().updateItem({ id: item.id, changes: { holdTtlSeconds: 1 } });
    expect((await ask().findPlaces({ bookingIds: [bookingId] })).places).toMatchObject([
      { state: 'RELEASED' },
    ]);
  });
});

describe('a list', () => {
  /** Items of this list only, told apart from all others by a word. */
  const aList = async (word: string, count: number, changes: object = {}) => {
    const items = [];
    for (let index = 0; index < count; index += 1) {
      const day = String(1 + (index % 3)).padStart(2, '0');
      items.push(
        await anItem(capacity, {
          title: `${word} ${index}`,
          startsAt: `2035-05-${day}T03:00:00.000Z`,
          ...changes,
        }),
      );
    }
    return items.sort((a, b) => (a.startsAt + a.id < b.startsAt + b.id ? -1 : 1));
  };
  const list = async (request: Partial<Parameters<ReturnType<typeof ask>['listItems']>[0]>) => {
    const page = await ask().listItems({ limit: 20, drafts: false, ...request });
    if ('badCursor' in page) throw new Error('bad cursor');
    return page;
  };

  it('goes by start, then id, page by page without gap or repeat', async () => {
    const items = await aList('Angklung', 7);
    const seen: string[] = [];
    let pages = 0;
    for (let cursor: string | undefined; ; pages += 1) {
      const page = await list({ q: 'angklung', limit: 2, ...(cursor && { cursor }) });
      seen.push(...page.data.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(items.map(({ id }) => id));
    expect(pages).toBe(3);
  });

  it('has no next page behind a last one that is just full', async () => {
    await aList('Sasando', 4);
    const first = await list({ q: 'sasando', limit: 2 });
    const second = await list({ q: 'sasando', limit: 2, cursor: first.nextCursor ?? '' });
    expect(second.data).toHaveLength(2);
    expect(second.nextCursor).toBeNull();
  });

  it('keeps its place when items come and go before it', async () => {
    const items = await aList('Gamelan', 4);
    const first = await list({ q: 'gamelan', limit: 2 });
    await anItem(capacity, { title: 'Gamelan baru', startsAt: '2035-04-01T03:00:00.000Z' });
    const second = await list({ q: 'gamelan', limit: 2, cursor: first.nextCursor ?? '' });
    expect(second.data.map(({ id }) => id)).toEqual(items.slice(2).map(({ id }) => id));
  });

  it('shows the card’s facts and numbers of one instant', async () => {
    const [item] = await aList('Kolintang', 1, { capacity: 100, description: 'panjang' });
    await aHeldBooking(capacity, item as Item, { quantity: 2 });
    const { data, serverTime } = await list({ q: 'kolintang' });
    const [summary] = data;
    expect(ItemSummary.parse(summary)).toEqual(summary);
    expect(summary).toMatchObject({ id: item?.id, availability: { holdActive: 2 }, serverTime });
  });

  it('finds every word in title, location or description, in any case', async () => {
    const item = await anItem(capacity, {
      title: 'Malam Puisi',
      location: 'Yogyakarta',
      description: 'Diskon 50% untuk pelajar_kota',
    });
    const found = async (q: string) => (await list({ q })).data.some(({ id }) => id === item.id);
    for (const q of ['puisi', 'PUISI yogya', '50% kota', 'am pu', ''])
      expect(await found(q)).toBe(true);
    for (const q of ['puisi bandung', '5% kota', 'p%i', 'pelajar\\_', 'mal__']) {
      expect(await found(q)).toBe(false);
    }
  });

  it('shows DRAFT items to organisers only, and one status when asked', async () => {
    for (const status of ['DRAFT', 'OPEN', 'CLOSED'] as const) await aList('Tifa', 1, { status });
    const statuses = async (request: object) =>
      (await list({ q: 'tifa', ...request })).data.map(({ status }) => status).sort();
    expect(await statuses({})).toEqual(['CLOSED', 'OPEN']);
    expect(await statuses({ drafts: true })).toEqual(['CLOSED', 'DRAFT', 'OPEN']);
    expect(await statuses({ status: 'OPEN' })).toEqual(['OPEN']);
    expect(await statuses({ status: 'DRAFT' })).toEqual([]);
    expect(await statuses({ status: 'DRAFT', drafts: true })).toEqual(['DRAFT']);
  });

  it('is empty, and has a time, when nothing is found', async () => {
    const page = await list({ q: 'tidak ada yang begini' });
    expect(page).toEqual({ data: [], nextCursor: null, serverTime: expect.any(String) });
  });

  it.each([
    'x',
    '!!!',
    Buffer.from('[]').toString('base64url'),
    Buffer.from('["2035-05-01T03:00:00.000Z","x"]').toString('base64url'),
    Buffer.from('["tomorrow","01997b7e-3c11-7000-8000-5d1c0a5f9b01"]').toString('base64url'),
  ])('knows a cursor that is none of its own: %s', async (cursor) => {
    expect(await ask().listItems({ limit: 20, drafts: false, cursor })).toEqual({
      badCursor: true,
    });
  });

  it('looks words up in an index', async () => {
    const [, , { rows } = { rows: [] }] = (await capacity.admin.query(`
      begin;
      set local enable_seqscan = off;
      explain select from items where (title || ' ' || location || ' ' || description) ilike '%keramik%';
      rollback`)) as unknown as { rows: unknown[] }[];
    expect(JSON.stringify(rows)).toContain('items_text');
  });
});
