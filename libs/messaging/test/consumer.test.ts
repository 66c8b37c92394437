import { describe, expect, it } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { jetstreamManager } from '@nats-io/jetstream';
import { until } from '@karcis/testing';
import { Unavailable, createTransact, ensureStream, on } from '../src/index.ts';
import { type Tables, aRow, counted, hear, heardBy, metricOf, useWorld } from './world.ts';

const world = useWorld();
const ackWaitMs = 600;

/** The stream without its publisher: each test says what arrives, as often as it likes. */
async function aStream() {
  const nc = await world.connect();
  const jsm = await jetstreamManager(nc);
  if (await jsm.streams.info('BOOKING').catch(() => undefined)) await jsm.streams.delete('BOOKING');
  await ensureStream(nc, 'BOOKING');
  const js = jsm.jetstream();
  return {
    jsm,
    /** Without a message id, so that the stream keeps what comes twice. */
    say: (row: { subject: string; payload: string }) => js.publish(row.subject, row.payload),
    durable: () => jsm.consumers.info('BOOKING', 'reader'),
  };
}

describe('a consumer', () => {
  it('acts once on an event', async () => {
    const { say, durable } = await aStream();
    const { db, consumer, metrics } = await world.reader({ handlers: hear() });
    await say(aRow(1));
    await consumer.drain();

    expect(await heardBy(db)).toEqual([1]);
    expect((await durable()).num_ack_pending).toBe(0);
    expect(await metricOf(metrics, 'events_handled_total')).toBe(1);
  });

  it('acts once on an event that is delivered twice', async () => {
    const { say } = await aStream();
    const row = aRow(1);
    const { db, consumer } = await world.reader({ handlers: hear() });
    await say(row);
    await consumer.drain();
    await say(row);
    await consumer.drain();
    expect(await heardBy(db)).toEqual([1]);
  });

  it('acts once on an event that is twice in one batch', async () => {
    const { say } = await aStream();
    const [one, two] = [aRow(1), aRow(2)];
    for (const row of [one, two, one, one]) await say(row);
    const { db, consumer } = await world.reader({ handlers: hear() });
    await consumer.drain();
    expect(await heardBy(db)).toEqual([1, 2]);
  });

  it('acts on an event when the handler failed and then succeeds', async () => {
    const { say } = await aStream();
    let failures = 2;
    const { db, consumer, metrics } = await world.reader({
      handlers: hear(async (_n, { trx }) => {
        if (failures-- <= 0) return;
        await trx.insertInto('heard').values({ n: -1, by: 'a failed try' }).execute();
        throw new Error('not yet');
      }),
    });
    await say(aRow(1));
    await consumer.drain();

    expect(await heardBy(db)).toEqual([1]);
    expect(await metricOf(metrics, 'consumer_retries_total')).toBe(2);
    // There before the first one: an alert looks at the increase.
    expect(await metrics.render()).toMatch(/dead_letters_total\{[^}]*\} 0/);
  });

  it('acknowledges nothing of a stream made anew for what it had in hand before', async () => {
    const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const before = await aStream();
    let failures = 1;
    const { db, consumer } = await world.reader({
      handlers: hear(async (n) => {
        if (n === 1) {
          asked.resolve();
          await answer.promise;
        } else if (failures-- > 0) throw new Error('not yet');
      }),
    });
    await before.say(aRow(1));
    await asked.promise;

    // The other stream's first event has the sequence of the one in hand.
    const { say, durable } = await aStream();
    await say(aRow(2));
    await until(async () => (await durable()).num_ack_pending === 1, { what: 'its delivery' });
    answer.resolve();
    await consumer.drain();
    expect(await heardBy(db)).toEqual([1, 2]);
  });

  it('acts on the others when one of a batch is poisonous, and sets that one aside', async () => {
    const { say } = await aStream();
    for (const n of [1, 13, 3]) await say(aRow(n));
    const { db, consumer, metrics } = await world.reader({
      maxAttempts: 2,
      handlers: hear((n) => {
        if (n === 13) throw new Error('unlucky: 081234567890, budi@example.id');
      }),
    });
    await consumer.drain();

    expect(await heardBy(db)).toEqual([1, 3]);
    const letters = await lettersIn(db);
    expect(letters).toMatchObject([
      { durable: 'reader', attempts: 2, error: 'Error: unlucky: …, …', replayed_at: null },
    ]);
    expect(await metricOf(metrics, 'dead_letters_total')).toBe(1);
  });

  it.each([
    ['is not JSON', 'no { json', 'TypeError: the message is not JSON'],
    ['names no type', '{}', 'TypeError: the message names no event type'],
    [
      'breaks its contract',
      aRow(1).payload.replace('"n":1', '"n":"many"'),
      'breaks its contract: n invalid_type',
    ],
    [
      'holds a zero character',
      aRow(1).payload.replace('"n":1', '"n":"\\u0000\0"'),
      'TypeError: the message is not JSON',
    ],
  ])('sets a message aside at once that %s', async (_what, payload, error) => {
    const { say } = await aStream();
    const { db, consumer } = await world.reader({ handlers: hear() });
    await say({ ...aRow(1), payload });
    await say(aRow(2));
    await consumer.drain();

    expect(await heardBy(db)).toEqual([2]);
    const letters = await lettersIn(db);
    expect(letters).toMatchObject([{ error, attempts: 1 }]);
  });

  it('acts on an event that arrives before what it depends on, once that has come', async () => {
    const { say } = await aStream();
    const { db, consumer, metrics } = await world.reader({
      handlers: hear(async (n, { trx }) => {
        if (n === 1) return;
        const first = await trx.selectFrom('heard').where('n', '=', 1).select('n').execute();
        if (first.length === 0) throw new Error('too early');
      }),
    });
    await say(aRow(2));
    await until(async () => (await metricOf(metrics, 'consumer_retries_total')) > 0);
    await say(aRow(1));
    await consumer.drain();
    expect(await heardBy(db)).toEqual([1, 2]);
  });

  it('acts once when it crashes between the commit and the acknowledgement', async () => {
    const { say } = await aStream();
    const { db } = world.database('reader');
    const committed = Promise.withResolvers<void>();
    const nc = await world.connect();
    const transact = createTransact({ db });
    await world.reader({
      nc,
      ackWaitMs,
      handlers: hear(),
      async transact(work) {
        await transact(work);
        await nc.close();
        committed.resolve();
        throw new Error('crashed');
      },
    });
    await say(aRow(1));
    await committed.promise;

    let runs = 0;
    const { consumer } = await world.reader({ ackWaitMs, handlers: hear(() => void runs++) });
    await consumer.drain();
    expect(await heardBy(db)).toEqual([1]);
    expect(runs).toBe(0);
  });

  it('does not run a handler again because it takes longer than the server waits', async () => {
    const waitMs = 2_000;
    const { say, durable } = await aStream();
    const slow = Promise.withResolvers<void>();
    let runs = 0;
    const { db, consumer } = await world.reader({
      ackWaitMs: waitMs,
      handlers: hear(() => {
        runs++;
        return slow.promise;
      }),
    });
    const since = performance.now();
    await say(aRow(1));
    await until(() => performance.now() - since > waitMs * 1.5);
    expect((await durable()).num_redelivered).toBe(0);

    slow.resolve();
    await consumer.drain();
    expect(runs).toBe(1);
    expect(await heardBy(db)).toEqual([1]);
  });

  it('acts once when two replicas are given the same event at the same time', async () => {
    const { say } = await aStream();
    const started = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const row = aRow(1);
    const { db, consumer } = await world.reader({
      handlers: hear(() => {
        started.resolve();
        return goOn.promise;
      }),
    });
    await say(row);
    await started.promise;

    let rivals = 0;
    const rival = await world.reader({ handlers: hear(() => void rivals++) });
    // Which replica gets a copy is the server's choice: sooner or later it is the rival.
    const rivalIsAtTheClaim = async () => {
      await say(row);
      return (await waitersForLocks(db)) > 0;
    };
    await until(rivalIsAtTheClaim, { what: 'the rival at the claim' });
    goOn.resolve();
    await Promise.all([consumer.drain(), rival.consumer.drain()]);
    expect(await heardBy(db)).toEqual([1]);
    expect(rivals).toBe(0);
  });

  it('shares the events among its replicas', async () => {
    const { say } = await aStream();
    const first = await world.reader({ handlers: hear(undefined, 'first') });
    const second = await world.reader({ handlers: hear(undefined, 'second') });
    const numbers = Array.from({ length: 300 }, (_, n) => n);
    await Promise.all(numbers.map((n) => say(aRow(n))));
    await Promise.all([first.consumer.drain(), second.consumer.drain()]);

    expect((await heardBy(first.db)).sort((a, b) => a - b)).toEqual(numbers);
  });

  it('asks others before the transaction, and not again about what is handled', async () => {
    const { say } = await aStream();
    const asked: number[] = [];
    const { db, consumer } = await world.reader({
      handlers: {
        [counted.type]: on<Tables, { n: number }, string>(counted, {
          async gather({ data: { n } }) {
            asked.push(n);
            return `answer ${n}`;
          },
          async handle({ trx }, { data: { n } }, by) {
            await trx.insertInto('heard').values({ n, by }).execute();
          },
        }),
      },
    });
    const row = aRow(1);
    await say(row);
    await consumer.drain();
    await say(row);
    await say(aRow(2));
    await consumer.drain();

    expect(await db.selectFrom('heard').selectAll().execute()).toEqual([
      { n: 1, by: 'answer 1' },
      { n: 2, by: 'answer 2' },
    ]);
    expect(asked).toEqual([1, 2]);
  });

  it('keeps an event through an outage, however many tries that takes', async () => {
    const { say } = await aStream();
    let tries = 0;
    const { db, consumer } = await world.reader({
      maxAttempts: 1,
      handlers: hear(() => {
        if (++tries < 4) throw new Unavailable('capacity is away');
      }),
    });
    await say(aRow(1));
    await consumer.drain();
    expect(await heardBy(db)).toEqual([1]);
  });

  it('passes over events it has no handler for', async () => {
    const { say, durable } = await aStream();
    await say({ ...aRow(1), subject: 'booking.unheard-of.v1.entity-1' });
    await say(aRow(2));
    const { db, consumer } = await world.reader({ handlers: hear() });
    await consumer.drain();
    expect(await heardBy(db)).toEqual([2]);
    expect((await durable()).delivered.consumer_seq).toBe(1);
  });

  it('waits for a stream that does not exist yet', async () => {
    const { jsm } = await aStream();
    await jsm.streams.delete('BOOKING');
    const { db, consumer } = await world.reader({ handlers: hear() });
    await consumer.drain();

    const { say } = await aStream();
    await say(aRow(1));
    await consumer.drain();
    expect(await heardBy(db)).toEqual([1]);
  });

  it('makes its durable again when that was deleted, and acts once on each event still', async () => {
    const { say, jsm } = await aStream();
    const { db, consumer } = await world.reader({ handlers: hear() });
    await say(aRow(1));
    await consumer.drain();

    await jsm.consumers.delete('BOOKING', 'reader');
    await say(aRow(2));
    await consumer.drain();
    expect(await heardBy(db)).toEqual([1, 2]);
  });

  it('finishes its batch when it is stopped, and gives the rest back at once', async () => {
    const { say, durable } = await aStream();
    for (const n of [1, 2, 3]) await say(aRow(n));
    const started = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const { db, consumer } = await world.reader({
      maxBatch: 1,
      ackWaitMs: 60_000,
      handlers: hear(() => {
        started.resolve();
        return goOn.promise;
      }),
    });
    await started.promise;
    await until(async () => (await durable()).num_ack_pending === 3, { what: 'three in hand' });
    const stopped = consumer.stop();
    goOn.resolve();
    await stopped;
    expect(await heardBy(db)).toEqual([1]);

    const since = performance.now();
    const next = await world.reader({ ackWaitMs: 60_000, handlers: hear() });
    await next.consumer.drain();
    expect((await heardBy(db)).sort()).toEqual([1, 2, 3]);
    expect(performance.now() - since).toBeLessThan(30_000);
  });

  it('forgets nothing about an event by failing to write its dead letter', async () => {
    const { say } = await aStream();
    const { db } = world.database('reader');
    const transact = createTransact({ db });
    let calls = 0;
    const { consumer } = await world.reader({
      maxAttempts: 1,
      handlers: hear(() => {
        throw new Error('never');
      }),
      transact: (work) => {
        // Handling and the first letter fail; the second delivery fails again, and then the letter is written.
        if (++calls <= 3) return Promise.reject(new Error('no disk'));
        return transact(work);
      },
    });
    await say(aRow(1));
    await consumer.drain();
    const letters = await lettersIn(db);
    expect(letters).toMatchObject([{ attempts: 2 }]);
  });
});

const lettersIn = async (db: Kysely<Tables>) =>
  (await sql`select * from dead_letters order by id`.execute(db)).rows;

async function waitersForLocks(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from pg_locks where not granted`.execute(db);
  return rows[0]?.n ?? 0;
}
