import { describe, expect, it } from '@jest/globals';
import { createAdvances } from './advances.ts';

const LIMIT = 1_000;
const WINDOW_MS = 60_000;

/** A bucket that other gateways use too, on a clock of its own. */
function aBucket() {
  let now = 0;
  let counted = 0;
  let questions = 0;
  const advances = createAdvances(() => now);
  return {
    advances,
    pass: (ms: number) => void (now += ms),
    others: (points: number) => void (counted += points),
    get questions() {
      return questions;
    },
    get counted() {
      return counted;
    },
    /** As the store does it. */
    use(points = 1) {
      const taken = advances.use('key', points);
      if (taken) return taken.points;
      questions += 1;
      const ahead = advances.wanted('key', points, LIMIT);
      counted += points + ahead;
      advances.took('key', ahead, { points: counted, msBeforeNext: WINDOW_MS - now });
      return counted - ahead;
    },
  };
}

describe('points taken ahead', () => {
  it('spare a client that comes often most questions, and are counted one by one', () => {
    const bucket = aBucket();
    const seen = Array.from({ length: 500 }, () => {
      bucket.pass(1);
      return bucket.use();
    });
    expect(seen).toEqual(seen.map((_, index) => index + 1));
    expect(bucket.questions).toBeLessThan(50);
  });

  it('are none for a client that comes now and then', () => {
    const bucket = aBucket();
    for (let n = 0; n < 20; n++) {
      bucket.pass(150);
      bucket.use();
    }
    expect(bucket).toMatchObject({ questions: 20, counted: 20 });
  });

  it('never exceed the limit, and become none towards it', () => {
    const bucket = aBucket();
    let allowed = 0;
    while (bucket.use() <= LIMIT) {
      allowed += 1;
      bucket.pass(1);
      if (allowed === 300) bucket.others(400);
    }
    expect(allowed).toBeGreaterThanOrEqual(580);
    expect(allowed).toBeLessThanOrEqual(600);
  });

  it('end with their window', () => {
    const bucket = aBucket();
    for (let n = 0; n < 100; n++) {
      bucket.pass(1);
      bucket.use();
    }
    bucket.pass(WINDOW_MS);
    expect(bucket.advances.use('key', 1)).toBeUndefined();
    expect(bucket.advances.wanted('key', 1, LIMIT)).toBe(0);
  });

  it('are gone when the bucket is removed', () => {
    const bucket = aBucket();
    for (let n = 0; n < 100; n++) {
      bucket.pass(1);
      bucket.use();
    }
    bucket.advances.forget('key');
    expect(bucket.advances.use('key', 1)).toBeUndefined();
  });
});
