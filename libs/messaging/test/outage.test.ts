import { describe, expect, it } from '@jest/globals';
import { openDatabase } from '@karcis/db';
import { useNats } from '@karcis/testing';
import { sql } from 'kysely';
import { count, hear, heardBy, useWorld } from './world.ts';

const nats = useNats();
const world = useWorld(nats);
const oneTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

/** Ends every connection to the database, as its restart would. */
async function cutDatabaseConnections(): Promise<void> {
  const admin = openDatabase({ url: world.urls.adminUrl, max: 1, applicationName: 'cut' });
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(admin.db);
  await admin.close();
}

const aWhile = () => new Promise((resolve) => setImmediate(resolve));

describe('events', () => {
  it('that were committed while NATS was away are published when it is back', async () => {
    const { relay, say, db } = await world.publisher();
    await relay.start();
    const reader = await world.reader({ handlers: hear() });
    await say(1, 2, 3);
    await nats.stop();
    await say(4, 5, 6);
    await nats.restart();
    await say(7);
    await relay.drain();
    await reader.consumer.drain();

    expect(await heardBy(reader.db)).toEqual(oneTo(7));
    const { rows } = await sql`select from outbox where published_at is null`.execute(db);
    expect(rows).toHaveLength(0);
  });

  it('take effect once each although NATS is killed again and again', async () => {
    const { relay, say } = await world.publisher();
    await relay.start();
    const reader = await world.reader({ handlers: hear(), ackWaitMs: 1_000 });
    for (const round of oneTo(4)) {
      await say(...oneTo(25).map((n) => round * 100 + n));
      await nats.kill9();
      await nats.restart();
    }
    await relay.drain();
    await reader.consumer.drain();
    const heard = (await heardBy(reader.db)).sort((a, b) => a - b);
    expect(heard).toEqual(oneTo(4).flatMap((round) => oneTo(25).map((n) => round * 100 + n)));
  });

  it('take effect once each although the database connections are cut again and again', async () => {
    const { relay, say } = await world.publisher({ pollEveryMs: 50 });
    await relay.start();
    const reader = await world.reader({ handlers: hear(() => aWhile() as Promise<void>) });
    const committed: number[] = [];
    for (const round of oneTo(5)) {
      for (const n of oneTo(20)) {
        const number = round * 100 + n;
        // Whoever commits does not know whether it committed: the same number is not said again.
        await say(number).then(
          () => committed.push(number),
          () => undefined,
        );
        if (n === 10) await cutDatabaseConnections();
      }
    }
    await relay.drain();
    await reader.consumer.drain();

    const heard = await heardBy(reader.db);
    expect(new Set(heard).size).toBe(heard.length);
    expect(committed.filter((n) => !heard.includes(n))).toEqual([]);
  });

  it('that wait by the thousand are published page by page, and in order', async () => {
    const { db, transact, relay } = await world.publisher();
    const numbers = oneTo(4_500);
    await transact(async (unit) => unit.announce(...numbers.map((n) => count(n))));
    await relay.start();
    await relay.drain();
    const { rows } = await sql<{ n: number }>`
      select (payload::json -> 'data' ->> 'n')::int as n from outbox order by stream_seq`.execute(
      db,
    );
    expect(rows.map(({ n }) => n)).toEqual(numbers);
  });
});
