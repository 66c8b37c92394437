import { describe, expect, it } from '@jest/globals';
import { createLane } from './lane.ts';

const RESTS = 9;

/** A lane on a clock of its own, and pieces of work that take so many ms of it. */
function aLane() {
  let clock = 0;
  const waiting: { readonly ms: number; readonly end: () => void }[] = [];
  const seen: string[] = [];
  const lane = createLane({
    rests: RESTS,
    now: () => clock,
    wait: (ms) => new Promise<void>((end) => waiting.push({ ms, end })),
  });
  return {
    seen,
    waiting,
    work: (name: string, ms: number, outcome: Promise<unknown> = Promise.resolve(name)) =>
      lane(async () => {
        seen.push(name);
        clock += ms;
        return outcome;
      }),
  };
}

describe('a lane', () => {
  it('begins the next piece of work only after its rest', async () => {
    const { work, seen, waiting } = aLane();
    const [first, second] = [work('first', 20), work('second', 5)];
    expect(await first).toBe('first');
    await settled();
    expect(seen).toEqual(['first']);
    expect(waiting.map(({ ms }) => ms)).toEqual([20 * RESTS]);

    waiting[0]?.end();
    expect(await second).toBe('second');
    await settled();
    expect(waiting.map(({ ms }) => ms)).toEqual([20 * RESTS, 5 * RESTS]);
  });

  it('rests after a failure too, tells of it, and goes on', async () => {
    const { work, seen, waiting } = aLane();
    const failing = work('failing', 10, Promise.reject(new Error('no page')));
    const next = work('next', 1);
    await expect(failing).rejects.toThrow('no page');
    await settled();
    expect(seen).toEqual(['failing']);

    waiting[0]?.end();
    expect(await next).toBe('next');
  });

  it('takes its work in the order in which it was asked for', async () => {
    const { work, seen, waiting } = aLane();
    const all = ['a', 'b', 'c'].map((name) => work(name, 1));
    for (const [index, one] of all.entries()) {
      await one;
      await settled();
      waiting[index]?.end();
    }
    expect(seen).toEqual(['a', 'b', 'c']);
  });
});

/** Everything that only waits for promises has gone as far as it can. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
