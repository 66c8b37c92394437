import { describe, expect, it } from '@jest/globals';
import { Envelope, holdExpired, itemsHint, type ItemsHint } from '@karcis/contracts';
import { createHints } from '@karcis/messaging';
import { until } from '@karcis/testing';
import { aHeldBooking, anItem, availabilityOf, letRunOut, useCapacity } from './start-capacity.ts';

const capacity = useCapacity({ replicas: 2 });

const expiredCount = async () => {
  const counts = await Promise.all(
    capacity.services.map(async ({ port }) => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return Number(/^holds_expired_total\S* (\d+)/m.exec(text)?.[1] ?? 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};

const announcedFor = async (bookingIds: readonly string[]) => {
  const { rows } = await capacity.admin.query<{ payload: string; published_at: Date | null }>(
    'select payload, published_at from outbox where subject = any($1)',
    [bookingIds.map((id) => `capacity.hold-expired.v1.${id}`)],
  );
  return rows;
};

const heldOf = async ({ id }: { id: string }): Promise<number> => {
  const { rows } = await capacity.admin.query('select held from items where id = $1', [id]);
  return rows[0].held;
};

describe('the sweeper', () => {
  it('releases what nobody asks for, and announces it within 5 seconds', async () => {
    const item = await anItem(capacity, { capacity: 100, holdTtlSeconds: 1 });
    const { bookingId, held } = await aHeldBooking(capacity, item, { quantity: 2 });
    await until(async () => (await announcedFor([bookingId])).some((row) => row.published_at));

    const { rows } = await capacity.admin.query<{ late: number }>(
      `select extract(epoch from published_at - $2::timestamptz)::float8 as late from outbox where subject = $1`,
      [`capacity.hold-expired.v1.${bookingId}`, held.expiresAt],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.late).toBeGreaterThanOrEqual(0);
    expect(rows[0]?.late).toBeLessThan(5);
  });

  it('says what the contract says, with the epoch that ended', async () => {
    const item = await anItem(capacity, { capacity: 100 });
    const { bookingId } = await aHeldBooking(capacity, item, { quantity: 3 });
    await letRunOut(capacity, bookingId);
    await capacity.services[0]?.sweep();
    const [row] = await until(async () => {
      const rows = await announcedFor([bookingId]);
      return rows.length > 0 && rows;
    });
    const event = Envelope.strict().parse(JSON.parse(row?.payload ?? ''));
    expect(event).toMatchObject({
      type: holdExpired.type,
      source: '/karcis/capacity',
      subject: bookingId,
    });
    expect(holdExpired.data.parse(event.data)).toEqual({
      bookingId,
      itemId: item.id,
      epoch: 1,
      quantity: 3,
      at: event.time,
    });
  });

  it('ends each hold once, however many replicas sweep at once, and counts it once', async () => {
    const item = await anItem(capacity, { capacity: 1_000, maxPerBooking: 1 });
    const other = await anItem(capacity, { capacity: 1_000, maxPerBooking: 1 });
    const bookings = await Promise.all(
      Array.from({ length: 200 }, (_, index) => aHeldBooking(capacity, index % 2 ? item : other)),
    );
    const ids = bookings.map(({ bookingId }) => bookingId);
    const before = await expiredCount();
    await letRunOut(capacity, ...ids);
    await Promise.all(
      [...capacity.services, ...capacity.services].map((service) => service.sweep()),
    );
    await until(async () => (await announcedFor(ids)).length === 200);
    await until(async () => (await expiredCount()) === before + 200);
    for (const swept of [item, other]) {
      expect(await availabilityOf(capacity, swept)).toMatchObject({ holdActive: 0 });
    }
  });

  it('works off more than one batch in one go', async () => {
    const item = await anItem(capacity, { capacity: 100_000 });
    await capacity.admin.query(
      `with made as (
         insert into places (booking_id, item_id, quantity, epoch, state, held_at, expires_at, changed_at)
         select gen_random_uuid(), $1, 1, 1, 'HELD', now(), now() - interval '1 second', now()
         from generate_series(1, 2500) returning 1)
       update items set held = held + (select count(*) from made) where id = $1`,
      [item.id],
    );
    await capacity.services[0]?.sweep();
    // The other replica's sweeper may have had it in hand.
    await until(async () => (await heldOf(item)) === 0, { what: 'all of them swept' });
    expect(await capacity.services[0]?.compareCounters()).toBe(0);
  });

  it('passes by an item that somebody else works on', async () => {
    const busy = await anItem(capacity);
    const idle = await anItem(capacity);
    const bookings = [await aHeldBooking(capacity, busy), await aHeldBooking(capacity, idle)];
    const worker = await capacity.admin.connect();
    await worker.query('begin');
    await worker.query('select from items where id = $1 for update', [busy.id]);
    try {
      await letRunOut(capacity, ...bookings.map(({ bookingId }) => bookingId));
      await capacity.services[0]?.sweep();
      // The other replica's sweeper may have had it in hand.
      await until(async () => (await heldOf(idle)) === 0, { what: 'the idle item swept' });
      expect(await heldOf(busy)).toBe(1);
    } finally {
      await worker.query('rollback');
      worker.release();
    }
  });

  it('leaves living holds alone, extended ones too', async () => {
    const item = await anItem(capacity, { capacity: 100, holdTtlSeconds: 3 });
    const { bookingId, epoch, held } = await aHeldBooking(capacity, item);
    await capacity.ask.extendHold({ bookingId, epoch, seconds: 60 });
    const rival = await aHeldBooking(capacity, item);
    await until(async () => (await announcedFor([rival.bookingId])).length > 0);
    expect(await announcedFor([bookingId])).toEqual([]);
    expect((await capacity.ask.readClock({})).now > held.expiresAt).toBe(true);
  });
});

describe('a hint', () => {
  it('is given once for each item whose availability changed, after the change', async () => {
    const items = await Promise.all([1, 2].map(() => anItem(capacity, { capacity: 1_000 })));
    // Of its own: a replica may give its last hint of the others late.
    const single = await anItem(capacity, { capacity: 1_000 });
    const heard: string[] = [];
    const stop = createHints(capacity.nc).listen(itemsHint, (hint) => {
      heard.push(...(hint as ItemsHint).ids);
    });
    const hear = async (...ids: string[]) => {
      await until(() => ids.every((id) => heard.includes(id)), { what: 'the hints' });
      await capacity.nc.flush();
      return heard.splice(0);
    };
    const ids = items.map(({ id }) => id);
    const hearSingle = async () => (await hear(single.id)).filter((id) => !ids.includes(id));
    try {
      await capacity.nc.flush();
      const bookings = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          aHeldBooking(capacity, items[index % 2] as { id: string }),
        ),
      );
      expect(new Set(await hear(...ids))).toEqual(new Set(ids));

      await letRunOut(capacity, ...bookings.map(({ bookingId }) => bookingId));
      await Promise.all(capacity.services.map((service) => service.sweep()));
      expect(new Set(await hear(...ids))).toEqual(new Set(ids));

      const { bookingId, epoch } = await aHeldBooking(capacity, single);
      expect(await hearSingle()).toEqual([single.id]);
      await capacity.ask.confirmPlaces({ bookingId, epoch });
      expect(await hearSingle()).toEqual([single.id]);
      await capacity.ask.updateItem({ id: single.id, changes: { capacity: 2_000 } });
      expect(await hearSingle()).toEqual([single.id]);
    } finally {
      stop();
    }
  });
});
