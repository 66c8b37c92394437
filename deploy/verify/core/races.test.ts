import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bookingExpiringSoon } from '@karcis/contracts';
import { type Database, openDatabase } from '@karcis/db';
import { createHints, createTransact } from '@karcis/messaging';
import { createMetrics } from '@karcis/telemetry';
import { silentLog, until } from '@karcis/testing';
import type pg from 'pg';
import { makeCode } from '../../../services/booking/src/domain/code.ts';
import { expire } from '../../../services/booking/src/commands/expire.ts';
import { insertHeld, type HeldRow } from '../../../services/booking/src/db/insert-held.ts';
import { buryHolds } from '../../../services/booking/src/db/tombstones.ts';
import { createTelemetry } from '../../../services/booking/src/telemetry.ts';
import type { BookingDatabase } from '../../../services/booking/src/db/schema.ts';
import {
  aHeldBooking,
  aHold,
  anItem,
  announceAccepted,
  aSubmittedBooking,
  useCore,
} from './start-core.ts';

const core = useCore();
const ipHash = null;
const times = (count: number) => Array.from({ length: count }, (_, n) => n);
const stateOf = async (id: string) => (await core.ask.findBooking({ id })).booking?.state;
const placesOf = async (id: string) =>
  (await core.ask.findPlaces({ bookingIds: [id] })).places[0]?.state;

let database: Database<BookingDatabase>;
beforeAll(() => {
  database = openDatabase({ url: core.urls.booking, max: 4, applicationName: 'test' });
});
afterAll(() => database.close());

/** Bookings that are about to be written, as like one that is there as can be. */
async function rowsToWrite(count: number): Promise<HeldRow[]> {
  const first = await aHeldBooking(core, await anItem(core));
  const template = await database.db
    .selectFrom('bookings')
    .selectAll()
    .where('id', '=', first.id)
    .executeTakeFirstOrThrow();
  return times(count).map(() => ({
    ...template,
    id: randomUUID(),
    code: makeCode(),
    ip_hash: null,
  }));
}

describe('a proof against the timer', () => {
  it('ends in REVIEW with locked places or EXPIRED with free ones, never in between', async () => {
    const item = await anItem(core, { capacity: 100, holdTtlSeconds: 3 });
    const bookings = await Promise.all(times(30).map(() => aHeldBooking(core, item)));
    const prepared = bookings.map(({ id }) => ({ id, proofId: randomUUID() }));
    await Promise.all(
      prepared.map(({ id, proofId }) =>
        core.ask.prepareProof({ bookingId: id, proofId, answers: {}, hasFile: true, ipHash }),
      ),
    );
    // One after the other across the very instant at which all of them end.
    const end = Math.min(
      ...bookings.map(({ holdExpiresAt }) => Date.parse(holdExpiresAt as string)),
    );
    await until(() => Date.now() > end - 60);
    for (const { id, proofId } of prepared) await announceAccepted(core, id, proofId);

    for (const { id } of bookings) {
      await until(
        async () =>
          ['REVIEW LOCKED', 'EXPIRED RELEASED'].includes(
            `${await stateOf(id)} ${await placesOf(id)}`,
          ),
        {
          what: `${id} and its places agree`,
        },
      );
    }
    expect(await core.booking.reconcile()).toBe(0);
  });
});

describe('approve against reject', () => {
  it('lets one of them win, and both tell the same', async () => {
    const item = await anItem(core, { capacity: 100 });
    for (const _ of times(10)) {
      const { booking } = await aSubmittedBooking(core, item);
      const command = { bookingId: booking.id, ipHash };
      const [approved, rejected] = await Promise.all([
        core.ask.approveBooking(command),
        core.ask.rejectBooking({ ...command, reason: 'salah' }),
      ]);
      expect([approved.ok, rejected.ok].filter(Boolean)).toHaveLength(1);
      expect(await stateOf(booking.id)).toBe(approved.ok ? 'PAID' : 'REJECTED');
    }
  });
});

describe('cancel against a proof', () => {
  it('frees the places whoever comes first, unless the proof won', async () => {
    const item = await anItem(core, { capacity: 100 });
    for (const _ of times(10)) {
      const { id } = await aHeldBooking(core, item);
      const proofId = randomUUID();
      await core.ask.prepareProof({ bookingId: id, proofId, answers: {}, hasFile: true, ipHash });
      await Promise.all([
        announceAccepted(core, id, proofId),
        core.ask.cancelBooking({ bookingId: id, ipHash }),
      ]);
      await until(async () =>
        ['REVIEW LOCKED', 'CANCELLED RELEASED'].includes(
          `${await stateOf(id)} ${await placesOf(id)}`,
        ),
      );
    }
  });
});

describe('the same hold twice at one instant', () => {
  it('is one booking and one answer', async () => {
    const item = await anItem(core, { capacity: 100 });
    for (const _ of times(10)) {
      const request = aHold(item);
      const answers = await Promise.all(times(4).map(() => core.ask.holdBooking(request)));
      const bodies = new Set(
        answers.map((answer) => JSON.stringify(answer.outcome === 'held' && answer.booking)),
      );
      expect(bodies.size).toBe(1);
    }
    const { rows } = await core.admin.query('select held from capacity.items where id = $1', [
      item.id,
    ]);
    expect(rows).toEqual([{ held: 10 }]);
  });
});

describe('bookings that are written together', () => {
  it.each([true, false])(
    'leave out an id that exists and a code that is taken, of the event too; told that some may exist: %s',
    async (mayExist) => {
      const [there, again, sameCode, fresh] = (await rowsToWrite(4)) as [
        ...[HeldRow, HeldRow, HeldRow, HeldRow],
      ];
      const told: string[][] = [];
      const write = (rows: readonly HeldRow[], may: boolean) =>
        insertHeld(
          database.pool,
          rows,
          (events) => told.push(events.map(({ payload }) => payload)),
          may,
        );
      expect(await write([there], false)).toEqual([true]);
      const rows = [
        { ...again, id: there.id },
        { ...sameCode, code: there.code },
        { ...fresh, note: '', attendees: [], whatsapp: null, account_id: null },
      ];
      expect(await write(rows, mayExist)).toEqual([false, false, true]);
      expect(await write(rows.slice(0, 2), mayExist)).toEqual([false, false]);

      const holds = told.flat().map((text) => JSON.parse(text).data.holds);
      expect(holds).toMatchObject([[{ bookingId: there.id }], [{ bookingId: fresh.id }]]);
      expect(holds[1]).toHaveLength(1);
      const { rows: written } = await core.admin.query(
        `select b.id, b.code, b.note, b.attendees, count(*)::int as audited from booking.bookings b
         join booking.audit a on a.booking_id = b.id where b.id = any ($1) group by b.id`,
        [[there.id, sameCode.id, fresh.id]],
      );
      expect(new Map(written.map((row) => [row.id, row]))).toEqual(
        new Map([
          [there.id, expect.objectContaining({ code: there.code, audited: 1 })],
          [fresh.id, expect.objectContaining({ note: '', attendees: [], audited: 1 })],
        ]),
      );
    },
  );
});

describe('a late insert against the end of its hold', () => {
  it('stays out when the end was known first', async () => {
    const { insert, end, seen } = await aLateInsert();
    await end();
    expect(await insert()).toBe(false);
    expect(await seen()).toEqual({ state: undefined, tombstones: 1 });
  });

  it('stays out when a repeat of its request was told of the end', async () => {
    const { database, id, insert, seen } = await aLateInsert();
    await buryHolds(database.db, [id]);
    expect(await insert()).toBe(false);
    expect(await seen()).toEqual({ state: undefined, tombstones: 1 });
  });

  it('is awaited by such a repeat, which then finds the booking', async () => {
    const { database, id, insert, seen } = await aLateInsert();
    const client = await database.pool.connect();
    await client.query('begin');
    expect(await insert(client)).toBe(true);

    const burying = buryHolds(database.db, [id]);
    await untilSomeoneWaitsForInserts();
    await client.query('commit');
    client.release();
    await burying;
    expect(await seen()).toEqual({ state: 'HOLD', tombstones: 0 });
  });

  it('is awaited when it was under way, and expires as any other', async () => {
    const { database, insert, end, seen } = await aLateInsert();
    const client = await database.pool.connect();
    await client.query('begin');
    expect(await insert(client)).toBe(true);

    const ending = end();
    await untilSomeoneWaitsForInserts();
    await client.query('commit');
    client.release();
    await ending;
    expect(await seen()).toEqual({ state: 'EXPIRED', tombstones: 0 });
  });

  it('is never both a booking in HOLD and a tombstone', async () => {
    for (const _ of times(30)) {
      const { insert, end, seen } = await aLateInsert();
      const [made] = await Promise.all([insert(), end()]);
      expect(await seen()).toEqual(
        made ? { state: 'EXPIRED', tombstones: 0 } : { state: undefined, tombstones: 1 },
      );
    }
  });

  const untilSomeoneWaitsForInserts = () =>
    until(async () => {
      const { rows } = await core.admin.query(
        `select from pg_locks where relation = 'booking.bookings'::regclass and not granted`,
      );
      return rows.length > 0;
    });

  /** A booking that is about to be written, and the end of its hold that is about to be heard of. */
  async function aLateInsert() {
    const { db } = database;
    const [row] = await rowsToWrite(1);
    const { id } = row as HeldRow;
    const transact = createTransact({ db, relay: { publish: () => {} } });
    const telemetry = createTelemetry({
      log: silentLog,
      metrics: createMetrics('test'),
      hints: createHints(core.nc),
    });
    return {
      database,
      id,
      insert: async (by: Pick<pg.Pool, 'query'> = database.pool) =>
        (await insertHeld(by, [row as HeldRow], () => {}))[0],
      end: () => transact((unit) => expire(unit, telemetry, { bookingId: id, epoch: 1 })),
      seen: async () => ({
        state: await stateOf(id),
        tombstones: (
          await db.selectFrom('tombstones').select('epoch').where('booking_id', '=', id).execute()
        ).length,
      }),
    };
  }
});

describe('a hold that ends soon', () => {
  it('is announced once, three minutes before, and not after its end', async () => {
    const item = await anItem(core);
    const { id, holdExpiresAt } = await aHeldBooking(core, item);
    const ended = await aHeldBooking(core, item);
    const shift = `
      update booking.bookings set hold_expires_at = now() + $2::interval, created_at = created_at - interval '12 minutes'
      where id = $1`;
    await core.admin.query(shift, [id, '170 seconds']);
    await core.admin.query(shift, [ended.id, '-1 second']);

    const announced = async (booking: string) => {
      const { rows } = await core.admin.query(
        'select relevant_until from booking.outbox where subject = $1',
        [`${bookingExpiringSoon.type}.${booking}`],
      );
      return rows;
    };
    await core.booking.announceExpiring();
    await core.booking.announceExpiring();
    const [event, ...more] = await announced(id);
    expect(more).toEqual([]);
    expect(event.relevant_until.getTime()).toBeLessThan(Date.parse(holdExpiresAt as string));
    expect(await announced(ended.id)).toEqual([]);
  });
});
