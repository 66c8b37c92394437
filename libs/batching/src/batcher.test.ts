import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BatcherOptions, Overloaded, Rejected, createBatcher } from './batcher.ts';

const limits = { maxItems: 10, maxInFlight: 1, maxWaiting: 1_000 };
const double = async (items: readonly number[]) => items.map((n) => n * 2);

/** A batcher whose batches wait until they are let go, and that shows what ran. */
function aHeldBatcher(options: Partial<BatcherOptions<number, number>> = {}) {
  const batches: (readonly number[])[] = [];
  const held: (() => void)[] = [];
  const batcher = createBatcher<number, number>({
    ...limits,
    run: async (items) => {
      batches.push(items);
      await new Promise<void>((resolve) => held.push(resolve));
      return double(items);
    },
    ...options,
  });

  /** Waits for a batch to run, then lets it end. */
  async function letGo(): Promise<void> {
    while (held.length === 0) await tick();
    held.shift()?.();
  }
  return { batcher, batches, letGo };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('a batcher', () => {
  it('runs what is pushed within one tick in one go, and answers each', async () => {
    const batches: (readonly number[])[] = [];
    const batcher = createBatcher<number, number>({
      ...limits,
      run: async (items) => {
        batches.push(items);
        return double(items);
      },
    });

    expect(await Promise.all([1, 2, 3].map(batcher.push))).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('gathers what comes while a batch runs into the next', async () => {
    const { batcher, batches, letGo } = aHeldBatcher();
    const results = [batcher.push(1)];
    await tick();
    results.push(batcher.push(2));
    await tick();
    results.push(batcher.push(3));
    await tick();
    expect(batches).toEqual([[1]]);

    await letGo();
    await letGo();
    expect(await Promise.all(results)).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('runs as many batches at once as it may', async () => {
    const { batcher, batches, letGo } = aHeldBatcher({ maxItems: 2, maxInFlight: 2 });
    const results = [1, 2, 3, 4, 5].map(batcher.push);
    await tick();
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(batcher.waiting).toBe(1);

    for (let n = 0; n < 3; n++) await letGo();
    expect(await Promise.all(results)).toEqual([2, 4, 6, 8, 10]);
  });

  it('runs fewer as long as they are quick, and does not wait behind one that hangs', async () => {
    const patience = { inFlight: 1, ms: 30 };
    const { batcher, batches, letGo } = aHeldBatcher({ maxInFlight: 2, patience });
    const startedAt = performance.now();
    const results = [1, 2].map((n) => batcher.push(n));
    await tick();
    results.push(batcher.push(3));
    await tick();
    expect(batches).toEqual([[1, 2]]);

    while (performance.now() - startedAt <= patience.ms + 5) await tick();
    results.push(batcher.push(4));
    await tick();
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await letGo();
    await letGo();
    expect(await Promise.all(results)).toEqual([2, 4, 6, 8]);
  });

  it('runs another beside a quick one when as many wait as that one carries', async () => {
    const patience = { inFlight: 1, ms: 60_000 };
    const { batcher, batches, letGo } = aHeldBatcher({ maxInFlight: 2, patience });
    const results = [1, 2].map(batcher.push);
    await tick();
    results.push(batcher.push(3));
    await tick();
    expect(batches).toEqual([[1, 2]]);
    results.push(batcher.push(4));
    await tick();
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    results.push(...[5, 6, 7].map(batcher.push));
    await tick();
    expect(batches).toHaveLength(2);
    for (let n = 0; n < 3; n++) await letGo();
    expect(await Promise.all(results)).toEqual([2, 4, 6, 8, 10, 12, 14]);
  });

  it('starts a new batch where the weight would be too much, and lets the too heavy go alone', async () => {
    const batches: (readonly number[])[] = [];
    const batcher = createBatcher<number, number>({
      ...limits,
      run: async (items) => {
        batches.push(items);
        return double(items);
      },
      weigh: (n) => n,
      maxWeight: 10,
    });
    await Promise.all([6, 4, 1, 99, 5].map(batcher.push));
    expect(batches).toEqual([[6, 4], [1], [99], [5]]);
  });

  it('refuses at once when too many wait, and takes more when they are through', async () => {
    const { batcher, letGo } = aHeldBatcher({ maxWaiting: 2 });
    const first = batcher.push(1);
    await tick();
    const waiting = [batcher.push(2), batcher.push(3)];
    await expect(batcher.push(4)).rejects.toThrow(Overloaded);

    await letGo();
    await first;
    await letGo();
    expect(await Promise.all(waiting)).toEqual([4, 6]);
    const later = batcher.push(5);
    await letGo();
    expect(await later).toBe(10);
  });

  it('fails only the poisonous item of a batch that threw', async () => {
    const batcher = createBatcher<number, number>({
      ...limits,
      run: async (items) => {
        if (items.includes(13)) throw new Error('unlucky');
        return double(items);
      },
    });
    const outcomes = await Promise.allSettled([1, 13, 3].map(batcher.push));
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: 2 },
      { status: 'rejected', reason: new Error('unlucky') },
      { status: 'fulfilled', value: 6 },
    ]);
  });

  it('fails only the item whose result is a rejection', async () => {
    const batcher = createBatcher<number, number>({
      ...limits,
      run: async (items) => items.map((n) => (n === 2 ? new Rejected(new Error('two')) : n)),
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map(batcher.push));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails all of a batch at once, and runs it only once, when its error forbids the repeat', async () => {
    let runs = 0;
    const batcher = createBatcher<number, number>({
      ...limits,
      run: async () => {
        runs++;
        throw new Error('database away');
      },
      singlyOnFailure: (error) => !String(error).includes('away'),
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map(batcher.push));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(runs).toBe(1);
  });

  it('stops running one by one when that shows an error that forbids it', async () => {
    const ran: (readonly number[])[] = [];
    const batcher = createBatcher<number, number>({
      ...limits,
      run: async (items) => {
        ran.push(items);
        if (items.length > 1) throw new Error('poison somewhere');
        if (items[0] === 2) throw new Error('database away');
        return double(items);
      },
      singlyOnFailure: (error) => !String(error).includes('away'),
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map(batcher.push));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(ran).toEqual([[1, 2, 3], [1], [2]]);
  });

  it('fails the batch when the number of results is wrong', async () => {
    const batcher = createBatcher<number, number>({ ...limits, run: async () => [1, 2, 3] });
    await expect(batcher.push(1)).rejects.toThrow('a batch of 1 was answered with 3 results');
  });

  it('is idle when nothing waits and nothing runs', async () => {
    const { batcher, letGo } = aHeldBatcher();
    await batcher.idle();

    const order: string[] = [];
    void batcher.push(1).then(() => order.push('answered'));
    const idle = batcher.idle().then(() => order.push('idle'));
    await letGo();
    await idle;
    expect(order).toEqual(['answered', 'idle']);
  });

  it('answers every item with its own result, in batches within the limits, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ n: fc.nat(50), wait: fc.boolean() }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 60 }),
        async (pushes, maxItems, maxInFlight, maxWeight) => {
          let inFlight = 0;
          const poisonous = (n: number) => n % 7 === 3;
          const batcher = createBatcher<number, number>({
            maxItems,
            maxInFlight,
            maxWaiting: 1_000,
            weigh: (n) => n,
            maxWeight,
            run: async (items) => {
              expect(++inFlight).toBeLessThanOrEqual(maxInFlight);
              expect(items.length).toBeLessThanOrEqual(maxItems);
              const weight = items.reduce((sum, n) => sum + n, 0);
              expect(items.length === 1 || weight <= maxWeight).toBe(true);
              await tick();
              inFlight--;
              if (items.some(poisonous)) throw new Error('poison');
              return double(items);
            },
          });

          const results: Promise<number | string>[] = [];
          for (const { n, wait } of pushes) {
            results.push(batcher.push(n).catch((error: Error) => error.message));
            if (wait) await tick();
          }
          await batcher.idle();
          expect(await Promise.all(results)).toEqual(
            pushes.map(({ n }) => (poisonous(n) ? 'poison' : n * 2)),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});
