import { afterEach, describe, expect, it } from '@jest/globals';
import { defineCall } from '@karcis/contracts';
import { createMetrics } from '@karcis/telemetry';
import { captureLogs, silentLog, until, useNats } from '@karcis/testing';
import { z } from 'zod';
import {
  type BatchHandler,
  type NatsConnection,
  Rejected,
  RemoteFailure,
  type ServeOptions,
  Unavailable,
  connectNats,
  createCaller,
  each,
  serve,
} from '../src/index.ts';
import { metricOf } from './world.ts';

type Question = { n: number; text?: string | undefined };

const nats = useNats();
const double = defineCall({
  subject: 'qry.maths.double.v1',
  request: z.object({ n: z.int(), text: z.string().optional() }),
  response: z.object({ n: z.int(), text: z.string().optional() }),
});

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function connect(): Promise<NatsConnection> {
  const nc = await connectNats({ url: nats.url, name: 'test', log: silentLog });
  closers.push(() => nc.close());
  return nc;
}

/** A service that doubles, and writes down what it was given at a time. */
async function aService(
  handle: BatchHandler<Question, Question> = async (questions) =>
    questions.map(({ n }) => ({ n: n * 2 })),
  options: Partial<ServeOptions> = {},
) {
  const nc = await connect();
  const batches: number[][] = [];
  const server = serve(
    nc,
    double,
    (questions) => {
      batches.push(questions.map(({ n }) => n));
      return handle(questions);
    },
    { queue: 'maths', ...options },
  );
  closers.push(() => server.stop());
  await nc.flush();
  return { nc, server, batches };
}

/** Counts the messages that arrive on a service's connection. */
async function aSpy(nc: NatsConnection) {
  let messages = 0;
  nc.subscribe(double.subject, { callback: () => void messages++ });
  await nc.flush();
  return { messages: () => messages };
}

const aCaller = async (options: Parameters<typeof createCaller>[2] = {}) =>
  createCaller(await connect(), double, options);

const oneTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('a call', () => {
  it('travels as one message with all others of its tick, and gets its own answer', async () => {
    const { nc, batches } = await aService();
    const { messages } = await aSpy(nc);
    const metrics = createMetrics('test');
    const ask = await aCaller({ metrics });

    const answers = await Promise.all(oneTo(100).map((n) => ask({ n })));
    expect(answers.map(({ n }) => n)).toEqual(oneTo(100).map((n) => n * 2));
    expect(messages()).toBe(1);
    expect(batches).toEqual([oneTo(100)]);
    expect(await metricOf(metrics, 'call_duration_seconds_count')).toBe(1);
    expect(await metricOf(metrics, 'call_batch_size_sum')).toBe(100);
  });

  it('travels with at most 256 others and 512 kB', async () => {
    const { nc } = await aService();
    const { messages } = await aSpy(nc);
    const ask = await aCaller();
    await Promise.all(oneTo(600).map((n) => ask({ n })));
    expect(messages()).toBe(3);

    await Promise.all(oneTo(6).map((n) => ask({ n, text: 'x'.repeat(200_000) })));
    expect(messages()).toBe(6);
  });

  it('is merged with those of other callers into one batch while the one before runs', async () => {
    const goOn = Promise.withResolvers<void>();
    const { nc, batches } = await aService(async (questions) => {
      await goOn.promise;
      return questions;
    });
    const { messages } = await aSpy(nc);
    const [first, second, third] = [await aCaller(), await aCaller(), await aCaller()];
    const answers = [first({ n: 1 })];
    await until(() => batches.length === 1);
    answers.push(second({ n: 2 }), second({ n: 3 }), third({ n: 4 }));
    await until(() => messages() === 3);
    goOn.resolve();
    await Promise.all(answers);
    expect(batches.map((batch) => batch.sort())).toEqual([[1], [2, 3, 4]]);
  });

  it('that is poisonous fails alone', async () => {
    const { log, text } = captureLogs();
    await aService(
      async (questions) => {
        if (questions.some(({ n }) => n === 13)) throw new Error('cannot do 13');
        return questions.map(({ n }) => ({ n: n * 2 }));
      },
      { log },
    );
    const ask = await aCaller();
    const outcomes = await Promise.allSettled([1, 13, 3].map((n) => ask({ n })));
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: { n: 2 } },
      { status: 'rejected', reason: new RemoteFailure('qry.maths.double.v1 failed') },
      { status: 'fulfilled', value: { n: 6 } },
    ]);
    expect(text()).toContain('cannot do 13');
  });

  it('whose result is a rejection fails alone', async () => {
    await aService(async (questions) =>
      questions.map((question) => (question.n === 2 ? new Rejected(new Error('no 2')) : question)),
    );
    const ask = await aCaller();
    const outcomes = await Promise.allSettled([1, 2].map((n) => ask({ n })));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('that breaks its contract fails alone, before any handler sees it', async () => {
    const { batches } = await aService();
    const ask = await aCaller();
    const outcomes = await Promise.allSettled([
      ask({ n: 1 }),
      ask({ n: 'two' } as never),
      ask({ n: 3 }),
    ]);
    expect(outcomes[1]).toEqual({
      status: 'rejected',
      reason: new RemoteFailure('qry.maths.double.v1 took it for malformed'),
    });
    expect(batches).toEqual([[1, 3]]);
  });

  it('is unavailable at once when nobody answers', async () => {
    const ask = await aCaller({ timeoutMs: 60_000 });
    const since = performance.now();
    await expect(ask({ n: 1 })).rejects.toThrow(
      new Unavailable('nobody answers qry.maths.double.v1'),
    );
    expect(performance.now() - since).toBeLessThan(20_000);
  });

  it('is unavailable when no answer comes in time', async () => {
    await aService(() => new Promise(() => undefined));
    closers.pop();
    const ask = await aCaller({ timeoutMs: 50 });
    await expect(ask({ n: 1 })).rejects.toThrow(Unavailable);
  });

  it('never gets the answer of one that was given up before it', async () => {
    const spy = await connect();
    let answers = 0;
    spy.subscribe('_INBOX.>', { callback: () => void answers++ });
    await spy.flush();

    const late = Promise.withResolvers<void>();
    const double = each(async ({ n }: Question) => {
      if (n === 1) await late.promise;
      else {
        late.resolve();
        await until(() => answers === 1, { what: 'the late answer' });
      }
      return { n: n * 2 };
    });
    await aService(double, { maxInFlight: 2 });
    const ask = await aCaller({ timeoutMs: 500 });

    await expect(ask({ n: 1 })).rejects.toThrow(Unavailable);
    expect(await ask({ n: 2 })).toEqual({ n: 4 });
  });

  it('is unavailable when the service says that something it needs is, and is not run again', async () => {
    const { batches } = await aService(async () => {
      throw new Unavailable('capacity is away');
    });
    const ask = await aCaller();
    const outcomes = await Promise.allSettled([1, 2].map((n) => ask({ n })));
    expect(outcomes).toMatchObject([
      { reason: { name: 'Unavailable' } },
      { reason: { name: 'Unavailable' } },
    ]);
    expect(batches).toEqual([[1, 2]]);
  });

  it('is unavailable at once when too many wait to ask', async () => {
    await aService(() => new Promise(() => undefined));
    closers.pop();
    const ask = await aCaller({ timeoutMs: 100, maxWaiting: 10 });
    const outcomes = await Promise.allSettled(oneTo(11).map((n) => ask({ n })));
    const reasons = outcomes.map(
      (outcome) => outcome.status === 'rejected' && outcome.reason.message,
    );
    expect(reasons[10]).toBe('too many wait to ask qry.maths.double.v1');
    expect(reasons[0]).toContain('is silent');
  });

  it('is unavailable when it waited too long for a place in a message', async () => {
    const { batches } = await aService(() => new Promise(() => undefined));
    closers.pop();
    const ask = await aCaller({ timeoutMs: 1_000, maxInFlight: 1 });
    const first = ask({ n: 1 });
    await until(() => batches.length === 1);
    const second = ask({ n: 2 });
    await expect(first).rejects.toThrow('is silent');
    // It had its place just in time, or not: it never waits longer than twice.
    await expect(second).rejects.toThrow(Unavailable);
  });

  it('is unavailable when the service has too much to do', async () => {
    const goOn = Promise.withResolvers<void>();
    const { batches } = await aService(
      async (questions) => {
        await goOn.promise;
        return questions;
      },
      { maxItems: 1, maxWaiting: 1 },
    );
    const ask = await aCaller();
    const first = ask({ n: 1 });
    await until(() => batches.length === 1);
    const others = Promise.allSettled([ask({ n: 2 }), ask({ n: 3 })]);
    const third = ask({ n: 4 });
    goOn.resolve();
    await first;
    const [second, refused] = await others;
    expect(second.status).toBe('fulfilled');
    expect(refused).toMatchObject({ status: 'rejected', reason: { name: 'Unavailable' } });
    await third.catch(() => undefined);
  });

  it('is unavailable at once when the connection breaks', async () => {
    const { batches } = await aService(() => new Promise(() => undefined));
    closers.pop();
    const ask = await aCaller({ timeoutMs: 110_000 });
    const answer = ask({ n: 1 });
    await until(() => batches.length === 1);
    const since = performance.now();
    await Promise.all([expect(answer).rejects.toThrow('the connection broke'), nats.stop()]);
    await expect(ask({ n: 1 })).rejects.toThrow(Unavailable);
    expect(performance.now() - since).toBeLessThan(60_000);
    await nats.restart();
  });

  it('brings answers that are too large for one message', async () => {
    await aService(async (questions) =>
      questions.map(({ n }) => ({ n, text: String(n).repeat(10_000) })),
    );
    const ask = await aCaller();
    const answers = await Promise.all(oneTo(250).map((n) => ask({ n })));
    expect(answers.map(({ n }) => n)).toEqual(oneTo(250));
    expect(answers.at(-1)?.text).toHaveLength(30_000);
  });

  it('fails alone when its own answer is too large for any message', async () => {
    await aService(async (questions) =>
      questions.map(({ n }) => ({ n, text: n === 2 ? 'x'.repeat(2_000_000) : '' })),
    );
    const ask = await aCaller();
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => ask({ n })));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('goes to one replica of the service', async () => {
    const first = await aService();
    const second = await aService();
    const ask = await aCaller();
    for (const n of oneTo(20)) await ask({ n });
    expect([...first.batches, ...second.batches].flat().sort((a, b) => a - b)).toEqual(oneTo(20));
  });
});

describe('each', () => {
  it('runs all requests at once, and fails only those that throw', async () => {
    let running = 0;
    let most = 0;
    await aService(
      each(async ({ n }) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        if (n === 2) throw new Error('no 2');
        return { n };
      }),
    );
    const ask = await aCaller();
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => ask({ n })));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(most).toBe(3);
  });
});

describe('a server that is stopped', () => {
  it('finishes and answers what came in, and leaves the rest to others', async () => {
    const goOn = Promise.withResolvers<void>();
    const { server, batches } = await aService(async (questions) => {
      await goOn.promise;
      return questions.map(({ n }) => ({ n: n * 2 }));
    });
    const ask = await aCaller();
    const answer = ask({ n: 1 });
    await until(() => batches.length === 1);
    const stopped = server.stop();
    goOn.resolve();
    expect(await answer).toEqual({ n: 2 });
    await stopped;

    await expect(ask({ n: 2 })).rejects.toThrow('nobody answers');
    const next = await aService();
    expect(await ask({ n: 3 })).toEqual({ n: 6 });
    expect(next.batches).toEqual([[3]]);
  });
});
