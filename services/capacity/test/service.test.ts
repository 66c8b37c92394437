import { describe, expect, it } from '@jest/globals';
import { createItem, holdPlaces } from '@karcis/contracts';
import { CannotStart } from '@karcis/http';
import { connectNats, createCaller } from '@karcis/messaging';
import { silentLog, until, useDatabase, useNats } from '@karcis/testing';
import pg from 'pg';
import * as capacityMigrations from '../migrations/index.ts';
import { readConfig, startCapacity } from '../src/service.ts';
import { aHeldBooking, aHold, anItem, type Calls, useCapacity } from './start-capacity.ts';

const capacity = useCapacity();
const read = async (path: string, port = capacity.services[0]?.port) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: response.status, text: await response.text() };
};

describe('the service', () => {
  it('is alive, ready, and tells its numbers', async () => {
    const item = await anItem(capacity, { capacity: 4 });
    const { bookingId } = await aHeldBooking(capacity, item);
    await capacity.ask.holdPlaces({ bookingId, itemRef: item.id, quantity: 1 });
    await capacity.ask.holdPlaces(aHold(item));
    await capacity.services[0]?.compareCounters();

    expect(await read('/healthz')).toMatchObject({ status: 200 });
    expect(await read('/readyz')).toMatchObject({ status: 200 });
    const { text } = await read('/metrics');
    for (const line of [
      /^holds_created_total\{[^}]*\} 1$/m,
      /^holds_refused_total\{[^}]*reason="hold-pool-full"[^}]*\} 1$/m,
      /^holds_expired_total\{[^}]*\} 0$/m,
      /^capacity_counter_drift\{[^}]*\} 0$/m,
      /^outbox_lag_seconds/m,
    ]) {
      expect(text).toMatch(line);
    }
  });

  it('writes no line for a hold', () => {
    expect(capacity.logs.lines.filter(({ msg }) => /hold/i.test(String(msg)))).toEqual([]);
  });

  it('tells the clock that judges', async () => {
    const clock = async () => {
      const { rows } = await capacity.admin.query('select clock_timestamp() as now');
      return rows[0].now.toISOString() as string;
    };
    const readings = [await clock(), (await capacity.ask.readClock({})).now, await clock()];
    expect(readings).toEqual(readings.toSorted());
  });
});

describe('starting and stopping', () => {
  const database = useDatabase([capacityMigrations]);
  const nats = useNats();
  const environment = () => ({ DATABASE_URL: database.url('capacity'), NATS_URL: nats.url });

  it('finishes and answers what is under way before it stops, and leaves no connection open', async () => {
    const service = await startCapacity(readConfig(environment()), silentLog);
    const nc = await connectNats({ url: nats.url, name: 'test', log: silentLog });
    const item = await anItem({
      ask: { createItem: createCaller(nc, createItem) } as unknown as Calls,
    });
    const hold = createCaller(nc, holdPlaces);
    const admin = new pg.Client({
      connectionString: database.adminUrl,
      options: '-c search_path=capacity',
    });
    await admin.connect();
    const sessions = async (condition: string) => {
      const { rows } = await admin.query(
        `select from pg_stat_activity
         where usename = 'capacity' and datname = current_database() and ${condition}`,
      );
      return rows.length;
    };

    await admin.query('begin');
    await admin.query('select from items where id = $1 for update', [item.id]);
    const asked = Promise.all([hold(aHold(item)), hold(aHold(item))]);
    await until(async () => (await sessions(`wait_event_type = 'Lock'`)) === 1);
    service.setReady(false);
    expect(await read('/readyz', service.port)).toMatchObject({ status: 503 });
    const stopped = service.stop();
    await admin.query('rollback');

    expect(await asked).toMatchObject([{ outcome: 'held' }, { outcome: 'held' }]);
    await stopped;
    await until(async () => (await sessions('true')) === 0);
    await admin.end();
    await nc.close();
  });

  it('releases first what ran out while nobody was here', async () => {
    const admin = new pg.Client({
      connectionString: database.adminUrl,
      options: '-c search_path=capacity',
    });
    await admin.connect();
    await admin.query(`
      with item as (
        insert into items (id, held, capacity, max_per_booking, price, starts_at, auto_approve, short_id, status,
          currency, slug, title, location, submission, description)
        values (gen_random_uuid(), 2000, 10000, 1, 0, now() + interval '1 day', false, '7GK2M9QX', 'OPEN',
          'IDR', 'x', 'x', '', '{}', '') returning id)
      insert into places (booking_id, item_id, quantity, epoch, state, held_at, expires_at, changed_at)
      select gen_random_uuid(), id, 1, 1, 'HELD', now(), now() - interval '1 hour', now()
      from item, generate_series(1, 2000)`);
    const service = await startCapacity(readConfig(environment()), silentLog);
    expect((await admin.query(`select held from items where short_id = '7GK2M9QX'`)).rows).toEqual([
      { held: 0 },
    ]);
    await service.stop();
    await admin.end();
  });
});

describe('the settings', () => {
  const required = { DATABASE_URL: 'postgres://capacity@127.0.0.1/karcis' };

  it('have the mission’s 15 minutes as default', () => {
    expect(readConfig(required).holdTimes).toEqual({
      ttlSeconds: 900,
      minSeconds: 600,
      maxSeconds: 900,
    });
  });

  it.each([
    { HOLD_TTL_SECONDS: '901' },
    { HOLD_TTL_SECONDS: '599' },
    { HOLD_TTL_SECONDS: 'long' },
    { HOLD_TTL_MIN_SECONDS: '901' },
  ])('refuse %j', (settings) => {
    expect(() => readConfig({ ...required, ...settings })).toThrow(CannotStart);
  });

  it('let tests go lower', () => {
    const settings = { HOLD_TTL_SECONDS: '2', HOLD_TTL_MIN_SECONDS: '1' };
    expect(readConfig({ ...required, ...settings }).holdTimes.ttlSeconds).toBe(2);
  });
});
