import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type Nats, startNats } from '@karcis/engines';
import { until } from '@karcis/testing';
import { sql } from 'kysely';
import { ensureStream } from '../src/index.ts';
import { aRow, count, hear, heardBy, metricOf, useWorld } from './world.ts';

/** A nats-server whose files a test may put back to what they were. */
function useRestorableNats() {
  let folder = '';
  let nats: Nats | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'karcis-nats-'));
    nats = await startNats({ dataDir: path.join(folder, 'live') });
  });
  afterAll(async () => {
    await nats?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const server = (): Nats => {
    if (!nats) throw new Error('started in beforeAll');
    return nats;
  };
  async function putBack(part: string): Promise<void> {
    const [live, saved] = [path.join(folder, 'live', part), path.join(folder, 'saved', part)];
    await server().stop();
    await rm(live, { recursive: true });
    await cp(saved, live, { recursive: true });
    await server().restart();
  }

  return {
    get url() {
      return server().url;
    },
    stop: () => server().stop(),
    restart: () => server().restart(),
    wipe: () => server().wipe(),
    async save() {
      await server().stop();
      await cp(path.join(folder, 'live'), path.join(folder, 'saved'), { recursive: true });
      await server().restart();
    },
    restore: () => putBack('.'),
    /** The stream's messages only: its readers' places stay where they are. */
    restoreMessages: () => putBack('jetstream/$G/streams/BOOKING/msgs'),
  };
}

const nats = useRestorableNats();
const world = useWorld(nats);
const oneTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

async function theStream(nc: NatsConnection) {
  return (await jetstreamManager(nc)).streams.info('BOOKING');
}

async function payloadsIn(nc: NatsConnection): Promise<number[]> {
  const jsm = await jetstreamManager(nc);
  const { state } = await jsm.streams.info('BOOKING');
  const numbers: number[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await jsm.streams.getMessage('BOOKING', { seq });
    numbers.push(message?.json<{ data: { n: number } }>().data.n ?? NaN);
  }
  return numbers;
}

const refills = (metrics: { render(): Promise<string> }) =>
  metricOf(metrics, 'stream_refills_total');

describe('a stream', () => {
  it('is left alone as long as it holds what it acknowledged', async () => {
    const { relay, say, nc, metrics } = await world.publisher({ lookEveryMs: 20 });
    await relay.start();
    const { created } = await theStream(nc);
    const before = await refills(metrics);
    for (const n of oneTo(30)) await say(n);
    await relay.drain();
    await nats.restart();
    await say(31);
    await relay.drain();
    await relay.stop();

    const next = await world.publisher();
    await next.relay.start();
    expect((await theStream(next.nc)).created).toBe(created);
    expect(await refills(metrics)).toBe(before);
    expect(await payloadsIn(next.nc)).toEqual(oneTo(31));
  });

  it('that was wiped is filled again in order, and the reader acts on nothing twice', async () => {
    const { relay, say, nc, metrics } = await world.publisher();
    await relay.start();
    const before = await refills(metrics);
    const { db, consumer } = await world.reader({ handlers: hear() });
    await say(...oneTo(20));
    await relay.drain();
    await consumer.drain();

    await nats.stop();
    await nats.wipe();
    await nats.restart();
    await until(async () => (await refills(metrics)) === before + 1, { what: 'the refill' });
    await say(21);
    await relay.drain();
    await consumer.drain();

    expect(await payloadsIn(nc)).toEqual(oneTo(21));
    expect(await heardBy(db)).toEqual(oneTo(21));
  });

  it('that went back in time is filled again, and the reader that was ahead hears the rest', async () => {
    const { relay, say, nc, metrics } = await world.publisher();
    await relay.start();
    const before = await refills(metrics);
    const { db, consumer } = await world.reader({ handlers: hear() });
    await say(...oneTo(10));
    await relay.drain();
    await nats.save();
    await say(...oneTo(20).slice(10));
    await relay.drain();
    await consumer.drain();

    await nats.restore();
    await until(async () => (await refills(metrics)) === before + 1, { what: 'the refill' });
    await say(21, 22);
    await relay.drain();
    await consumer.drain();
    expect(await payloadsIn(nc)).toEqual(oneTo(22));
    expect(await heardBy(db)).toEqual(oneTo(22));
  });

  it('that went back behind its reader is read again from the start', async () => {
    const { relay, say } = await world.publisher();
    await relay.start();
    const { db, consumer } = await world.reader({ handlers: hear() });
    await say(...oneTo(5));
    await relay.drain();
    await consumer.drain();
    await nats.save();
    await say(...oneTo(20).slice(5));
    await relay.drain();
    await consumer.drain();

    // Nobody is there who would fill it again.
    await relay.stop();
    await nats.restoreMessages();
    const row = aRow(21);
    const nc = await world.connect();
    expect((await theStream(nc)).state.last_seq).toBe(5);
    await (await jetstreamManager(nc)).jetstream().publish(row.subject, row.payload);
    await until(async () => (await heardBy(db)).includes(21), { what: 'the new event' });
    expect(await heardBy(db)).toEqual(oneTo(21));
  });

  it('that lost what was read and never acknowledged to its publisher is filled again', async () => {
    const { relay, say, metrics } = await world.publisher();
    await relay.start();
    const before = await refills(metrics);
    const { db, consumer } = await world.reader({ handlers: hear() });
    await say(...oneTo(5));
    await relay.drain();
    await consumer.drain();
    await nats.save();
    const nc = await world.connect();
    // Its publisher died before the acknowledgement came, so no mark knows of it.
    const row = aRow(6);
    await (await jetstreamManager(nc)).jetstream().publish(row.subject, row.payload);
    await consumer.drain();
    await consumer.stop();

    // The reader, which would see by itself that it is beyond the end, comes back after its publisher.
    await nats.restoreMessages();
    await until(async () => (await refills(metrics)) === before + 1, { what: 'the refill' });
    await world.reader({ handlers: hear() });
    // Its sequence would be the one that was read.
    await say(7);
    await relay.drain();
    await until(async () => (await heardBy(db)).includes(7), { what: 'the next event' });
  });

  it('that went back in time and on past the old mark unseen is filled again', async () => {
    const first = await world.publisher();
    await first.relay.start();
    await first.say(...oneTo(5));
    await first.relay.drain();
    await nats.save();
    await first.say(...oneTo(10).slice(5));
    await first.relay.drain();
    await first.relay.stop();
    await nats.restore();

    const nc = await world.connect();
    const js = (await jetstreamManager(nc)).jetstream();
    for (const n of oneTo(20)) {
      const row = aRow(1_000 + n);
      await js.publish(row.subject, row.payload, { msgID: row.id });
    }
    const second = await world.publisher();
    await second.relay.start();
    await second.relay.drain();
    expect(await payloadsIn(nc)).toEqual(oneTo(10));
  });

  it('that was replaced under a connected relay is noticed at its next acknowledgement', async () => {
    const { relay, say, db, nc } = await world.publisher({ lookEveryMs: 600_000 });
    await relay.start();
    await say(...oneTo(10));
    await relay.drain();
    // The first row has aged away, so nothing but the order of the acknowledgements shows the loss.
    await sql`delete from outbox where stream_seq = 1`.execute(db);

    const jsm = await jetstreamManager(nc);
    await jsm.streams.delete('BOOKING');
    await ensureStream(nc, 'BOOKING');
    await say(11);
    await until(async () => (await payloadsIn(nc)).length === 10, { what: 'the refill' });
    expect(await payloadsIn(nc)).toEqual(oneTo(11).slice(1));
  });

  it('that was replaced before it took anything is not published to under a wrong name', async () => {
    const { relay, say, nc, metrics } = await world.publisher({ lookEveryMs: 20 });
    await relay.start();
    const before = await refills(metrics);
    await (await jetstreamManager(nc)).streams.delete('BOOKING');
    await ensureStream(nc, 'BOOKING');
    await until(async () => (await refills(metrics)) > before, { what: 'the look' });
    await say(1, 2);
    await relay.drain();
    expect(await payloadsIn(nc)).toEqual([1, 2]);
  });

  it('that was deleted under a connected relay is noticed at its next event', async () => {
    const { relay, say, nc } = await world.publisher({ lookEveryMs: 600_000 });
    await relay.start();
    await say(...oneTo(10));
    await relay.drain();
    await (await jetstreamManager(nc)).streams.delete('BOOKING');
    await say(11);
    await relay.drain();
    expect(await payloadsIn(nc)).toEqual(oneTo(11));
  });

  it('is missed within the time between two looks, even if nothing is published', async () => {
    const { relay, say, nc } = await world.publisher({ lookEveryMs: 50 });
    await relay.start();
    await say(1, 2);
    await relay.drain();
    await (await jetstreamManager(nc)).streams.delete('BOOKING');
    await until(() => theStream(nc).catch(() => undefined), { what: 'a new stream' });
    await relay.drain();
    expect(await payloadsIn(nc)).toEqual([1, 2]);
  });

  it('that gives one sequence to two events is filled again', async () => {
    const { relay, say, db, nc, metrics } = await world.publisher();
    await relay.start();
    await say(1);
    await relay.drain();
    // As if another replica's event had been acknowledged with the next sequence before the stream lost it.
    const { last_seq } = (await theStream(nc)).state;
    const lost = aRow(2);
    await sql`
      insert into outbox (id, subject, payload, published_at, stream_seq)
      values (${lost.id}, ${lost.subject}, ${lost.payload}, now(), ${last_seq + 1})`.execute(db);

    const before = await refills(metrics);
    await say(3);
    await until(async () => (await refills(metrics)) === before + 1, { what: 'the refill' });
    await relay.drain();
    expect(await payloadsIn(nc)).toEqual([1, 2, 3]);
  });

  it('is filled again once, although two replicas miss it', async () => {
    const first = await world.publisher();
    const second = await world.publisher();
    await Promise.all([first.relay.start(), second.relay.start()]);
    const before = (await refills(first.metrics)) + (await refills(second.metrics));
    await first.say(...oneTo(10));
    await second.say(...oneTo(20).slice(10));
    await Promise.all([first.relay.drain(), second.relay.drain()]);

    await nats.stop();
    await nats.wipe();
    await nats.restart();
    const sum = async () => (await refills(first.metrics)) + (await refills(second.metrics));
    await until(async () => (await sum()) > before, { what: 'the refill' });
    await Promise.all([first.say(21), second.say(22)]);
    await Promise.all([first.relay.drain(), second.relay.drain()]);

    expect((await payloadsIn(first.nc)).sort((a, b) => a - b)).toEqual(oneTo(22));
    expect(await sum()).toBe(before + 1);
  });

  it('is not refilled with what nobody wants to hear any more', async () => {
    const { relay, transact, say, db, nc } = await world.publisher();
    await relay.start();
    const soon = new Date(Date.now() + 60_000);
    await transact(async (unit) => unit.announce(count(1, { relevantUntil: soon })));
    await say(2);
    await relay.drain();
    await sql`update outbox set relevant_until = now() where relevant_until is not null`.execute(
      db,
    );

    await (await jetstreamManager(nc)).streams.delete('BOOKING');
    await say(3);
    await relay.drain();
    expect(await payloadsIn(nc)).toEqual([2, 3]);
  });

  it('of another database is not taken for ours', async () => {
    const nc = await world.connect();
    await ensureStream(nc, 'BOOKING');
    const row = aRow(666);
    await (await jetstreamManager(nc)).jetstream().publish(row.subject, row.payload);

    const { relay, say } = await world.publisher();
    await relay.start();
    await say(1);
    await relay.drain();
    expect(await payloadsIn(nc)).toEqual([1]);
  });

  it('refilled while the repair crashed half way is repaired by the next look', async () => {
    const first = await world.publisher();
    await first.relay.start();
    await first.say(...oneTo(5));
    await first.relay.drain();
    await first.relay.stop();
    // The crash: the stream was made anew, but the database does not know it.
    const jsm = await jetstreamManager(first.nc);
    await jsm.streams.delete('BOOKING');
    await ensureStream(first.nc, 'BOOKING');

    const second = await world.publisher();
    await second.relay.start();
    await second.relay.drain();
    expect(await payloadsIn(second.nc)).toEqual(oneTo(5));
  });
});
