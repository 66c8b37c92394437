import { describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { until } from '@karcis/testing';
import { type Kysely, sql } from 'kysely';
import { announce, createTransact } from '../src/index.ts';
import { forgetPublished, insertOutboxRows, markPublished } from '../src/outbox.ts';
import { type Tables, aRow, count, counted, hear, heardBy, metricOf, useWorld } from './world.ts';

const world = useWorld();

async function theStream(nc: NatsConnection) {
  const jsm = await jetstreamManager(nc);
  return (await jsm.streams.info('BOOKING')).state;
}

async function unpublished(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from outbox where published_at is null`.execute(db);
  return rows[0]?.n ?? 0;
}

const oneToTen = Array.from({ length: 10 }, (_, n) => n + 1);

describe('a relay', () => {
  it('publishes what committed, in order, and marks it', async () => {
    const { relay, say, db, nc, metrics } = await world.publisher();
    await relay.start();
    await say(...oneToTen);
    await relay.drain();

    const reader = await world.reader({ handlers: hear() });
    await reader.consumer.drain();
    expect(await heardBy(reader.db)).toEqual(oneToTen);
    expect(await unpublished(db)).toBe(0);
    expect(await metricOf(metrics, 'events_published_total')).toBe(10);
    expect((await theStream(nc)).messages).toBe(10);
  });

  it('publishes from memory, long before any poll', async () => {
    const { relay, say, db } = await world.publisher({ pollEveryMs: 600_000 });
    await relay.start();
    await say(1, 2, 3);
    await until(async () => (await unpublished(db)) === 0, { what: 'publishing' });
  });

  it('says nothing of a transaction that was rolled back', async () => {
    const { relay, transact, nc } = await world.publisher();
    await relay.start();
    const { messages } = await theStream(nc);
    await expect(
      transact(async (unit) => {
        unit.announce(count(1));
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await relay.drain();
    expect((await theStream(nc)).messages).toBe(messages);
  });

  it('publishes by polling what a crash left behind', async () => {
    const { db } = world.database('publisher');
    const transact = createTransact({ db, relay: { publish: () => undefined } });
    await transact(async (unit) => unit.announce(count(1)));

    const { relay } = await world.publisher();
    await relay.start();
    await until(async () => (await unpublished(db)) === 0, { what: 'the poll' });
  });

  it('has the reader act once when it crashed between publishing and marking', async () => {
    const { pool } = world.database('publisher');
    const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
    const forgetful = Object.assign(Object.create(pool), {
      query: (statement: { name?: string }, ...values: unknown[]) =>
        statement.name === 'outbox-mark-published'
          ? Promise.reject(new Error('crashed'))
          : query(statement, ...values),
    });
    const crashing = await world.publisher({ database: { pool: forgetful } });
    await crashing.relay.start();
    await crashing.say(1);
    await until(async () => (await theStream(crashing.nc)).messages === 1, { what: 'publishing' });
    await crashing.relay.stop();
    expect(await unpublished(crashing.db)).toBe(1);

    const { relay, db, nc } = await world.publisher();
    await relay.start();
    await relay.drain();
    expect(await unpublished(db)).toBe(0);
    expect((await theStream(nc)).messages).toBe(1);

    const reader = await world.reader({ handlers: hear() });
    await reader.consumer.drain();
    expect(await heardBy(reader.db)).toEqual([1]);
  });

  it('loses nothing when transactions commit in another order than they began', async () => {
    const { relay, transact, say } = await world.publisher({ pollEveryMs: 50 });
    await relay.start();
    const early = Promise.withResolvers<void>();
    const late = Promise.withResolvers<void>();
    // The lower id commits long after the higher ones were published and marked.
    const slow = transact(async (unit) => {
      await insertOutboxRows(unit.trx, [aRow(0)]);
      early.resolve();
      await late.promise;
    });
    await early.promise;
    await say(1, 2, 3);
    await relay.drain();
    late.resolve();
    await slow;

    await Promise.all(
      Array.from({ length: 200 }, (_, n) => transact(async (unit) => unit.announce(count(n + 4)))),
    );
    await relay.drain();
    const reader = await world.reader({ handlers: hear() });
    await reader.consumer.drain();
    const heard = (await heardBy(reader.db)).sort((a, b) => a - b);
    expect(heard).toEqual(Array.from({ length: 204 }, (_, n) => n));
  });

  it('publishes each event once although two replicas publish and poll', async () => {
    const first = await world.publisher({ pollEveryMs: 10 });
    const second = await world.publisher({ pollEveryMs: 10 });
    await Promise.all([first.relay.start(), second.relay.start()]);
    const { db } = world.database('publisher');
    const silent = createTransact({ db, relay: { publish: () => undefined } });

    const numbers = Array.from({ length: 150 }, (_, n) => n);
    await Promise.all(
      numbers.map((n) => {
        const transact = [first.transact, second.transact, silent][n % 3] ?? silent;
        return transact(async (unit) => unit.announce(count(n)));
      }),
    );
    await Promise.all([first.relay.drain(), second.relay.drain()]);
    expect((await theStream(first.nc)).messages).toBe(150);
  });

  it('never sends what nobody wants to hear any more', async () => {
    const { db } = world.database('publisher');
    const transact = createTransact({ db, relay: { publish: () => undefined } });
    const past = new Date(Date.now() - 1);
    const future = new Date(Date.now() + 60_000);
    await transact(async (unit) =>
      unit.announce(count(1, { relevantUntil: past }), count(2, { relevantUntil: future })),
    );

    const { relay } = await world.publisher();
    await relay.start();
    await relay.drain();
    const reader = await world.reader({ handlers: hear() });
    await reader.consumer.drain();
    expect(await heardBy(reader.db)).toEqual([2]);
    expect(await unpublished(db)).toBe(0);
  });

  it('is not held up by an event that the stream refuses', async () => {
    const { relay, transact, say, db } = await world.publisher({ pollEveryMs: 20 });
    await relay.start();
    const tooBig = 'x'.repeat(2_000_000);
    await transact(async (unit) =>
      unit.announce(announce(counted, 'entity-1', { n: tooBig } as never)),
    );
    await say(1, 2, 3);
    await until(async () => (await unpublished(db)) === 1, { what: 'all but the refused one' });

    await say(4);
    await until(async () => (await unpublished(db)) === 1, { what: 'the next one' });
    await sql`delete from outbox where published_at is null`.execute(db);
  });

  it('sends the trace along in which the event was announced', async () => {
    const { relay, db, nc } = await world.publisher();
    await relay.start();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await db.transaction().execute((trx) => insertOutboxRows(trx, [{ ...aRow(1), traceparent }]));
    await relay.drain();
    const { last_seq } = await theStream(nc);
    const jsm = await jetstreamManager(nc);
    const message = await jsm.streams.getMessage('BOOKING', { seq: last_seq });
    expect(message?.header.get('traceparent')).toBe(traceparent);
  });

  it('marks nothing that a stream acknowledged which is gone', async () => {
    const { relay, db, pool } = await world.publisher({ pollEveryMs: 600_000 });
    await relay.start();
    const row = aRow(1);
    await db.transaction().execute((trx) => insertOutboxRows(trx, [row]));
    const published = [{ id: row.id, seq: 1_000 }];
    expect(await markPublished(pool, 'BOOKING', 'an earlier stream', published)).toBe(false);
    expect(await unpublished(db)).toBe(1);
  });

  it('forgets published rows after 7 days and keeps the others', async () => {
    const { db, pool, say } = await world.publisher();
    const old = '01900000-0000-7000-8000-00000000000';
    await sql`
      insert into outbox (id, subject, payload, published_at) values
        (${`${old}1`}, 's', '{}', now()), (${`${old}2`}, 's', '{}', now()), (${`${old}3`}, 's', '{}', null)`.execute(
      db,
    );
    await say(1);

    const olderThan = new Date(Date.now() - 7 * 86_400_000);
    expect(await forgetPublished(pool, { olderThan, limit: 1 })).toBe(1);
    expect(await forgetPublished(pool, { olderThan, limit: 10 })).toBe(1);
    const { rows } = await sql<{ id: string }>`select id from outbox order by id`.execute(db);
    expect(rows).toHaveLength(2);
    expect(rows[0]?.id).toBe(`${old}3`);
  });
});
