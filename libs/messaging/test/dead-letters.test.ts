import { describe, expect, it } from '@jest/globals';
import { listDeadLetters, replayDeadLetter } from '@karcis/contracts';
import { createCaller, createTransact, serveDeadLetters } from '../src/index.ts';
import { insertDeadLetter } from '../src/dead-letters.ts';
import { count, hear, heardBy, useWorld } from './world.ts';

const world = useWorld();

/** A reader that refuses 13 for as long as it is told to, and the questions about what it set aside. */
async function aSuperstitiousReader() {
  const { relay, say } = await world.publisher();
  await relay.start();
  const mood = { isSuperstitious: true };
  const { db, nc, consumer } = await world.reader({
    maxAttempts: 1,
    handlers: hear((n) => {
      if (n === 13 && mood.isSuperstitious) throw new Error('unlucky');
    }),
  });
  const server = serveDeadLetters({
    nc,
    service: 'booking',
    database: { db },
    consumers: [consumer],
  });
  await nc.flush();

  const asking = await world.connect();
  const ask = createCaller(asking, listDeadLetters('booking'));
  return {
    db,
    mood,
    async hears(...numbers: number[]) {
      await say(...numbers);
      await relay.drain();
      await consumer.drain();
    },
    ask,
    async list(page: Parameters<typeof ask>[0] = { limit: 20 }) {
      const answer = await ask(page);
      if ('badCursor' in answer) throw new Error('a bad cursor');
      return answer;
    },
    replay: createCaller(asking, replayDeadLetter('booking')),
    stop: () => server.stop(),
  };
}

describe('a dead letter', () => {
  it('is listed with what happened, and nothing of a person', async () => {
    const { hears, list, stop } = await aSuperstitiousReader();
    await hears(1, 13, 3);
    const { data, nextCursor } = await list();
    expect(data).toMatchObject([
      {
        service: 'booking',
        durable: 'reader',
        subject: 'booking.counted.v1.entity-1',
        error: 'Error: unlucky',
        attempts: 1,
        replayedAt: null,
      },
    ]);
    expect(nextCursor).toBeNull();
    await stop();
  });

  it('is replayed with effect once, however often that is asked for', async () => {
    const { db, mood, hears, list, replay, stop } = await aSuperstitiousReader();
    await hears(13);
    const id = (await list()).data[0]?.id ?? '';
    mood.isSuperstitious = false;

    const atOnce = await Promise.all([replay({ id }), replay({ id })]);
    const answers = [...atOnce, await replay({ id })];
    expect(answers.map(({ replayed }) => replayed)).toEqual([true, true, true]);
    expect(answers[2]?.letter?.replayedAt).not.toBeNull();
    expect(await heardBy(db)).toEqual([13]);
    await stop();
  });

  it('that fails again stays, and counts the try', async () => {
    const { db, hears, list, replay, stop } = await aSuperstitiousReader();
    await hears(13);
    const id = (await list()).data[0]?.id ?? '';

    const { replayed, letter } = await replay({ id });
    expect(replayed).toBe(false);
    expect(letter).toMatchObject({ attempts: 2, replayedAt: null });
    expect(await heardBy(db)).toEqual([]);
    await stop();
  });

  it('that breaks its contract can be asked for again, and says why not', async () => {
    const { db, list, replay, stop } = await aSuperstitiousReader();
    await insertDeadLetter(db, {
      stream: 'BOOKING',
      durable: 'reader',
      messageKey: 'x',
      subject: 'booking.counted.v1.entity-1',
      payload: 'no { json',
      error: 'first',
      attempts: 1,
    });
    const id = (await list()).data[0]?.id ?? '';
    const { replayed, letter } = await replay({ id });
    expect(replayed).toBe(false);
    expect(letter?.error).toBe('TypeError: the message is not JSON');
    await stop();
  });

  it('that nobody wrote is not replayed', async () => {
    const { replay, stop } = await aSuperstitiousReader();
    const answer = await replay({ id: '01900000-0000-7000-8000-000000000000' });
    expect(answer).toEqual({ replayed: false, letter: null });
    await stop();
  });

  it('is listed newest first, page by page', async () => {
    const { hears, ask, list, stop } = await aSuperstitiousReader();
    await hears(13, 13, 13);
    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, cursor: first.nextCursor ?? '' });
    const ids = [...first.data, ...second.data].map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(second.nextCursor).toBeNull();
    expect(await ask({ limit: 2, cursor: 'nonsense' })).toEqual({ badCursor: true });
    await stop();
  });

  it('is written once for a message that comes again after its letter', async () => {
    const { db } = world.database('reader');
    const letter = {
      stream: 'BOOKING',
      durable: 'reader',
      messageKey: 'the same',
      subject: 's',
      payload: '{}',
      error: 'e',
      attempts: 1,
    };
    expect(await insertDeadLetter(db, letter)).toBe(true);
    expect(await insertDeadLetter(db, { ...letter, attempts: 2 })).toBe(false);
  });
});

describe('a transaction without a relay', () => {
  it('refuses to announce what nobody would send', async () => {
    const { db } = world.database('reader');
    const transact = createTransact({ db });
    await expect(transact(async (unit) => unit.announce(count(1)))).rejects.toThrow('no relay');
  });
});
