import { describe, expect, it } from '@jest/globals';
import { createPauses, machineGauge } from './rest.ts';

const MB = 1_000_000;

/** Pauses with gauges that are set, and how often that of the machine was read. */
function somePauses() {
  const at = { machine: 0.1, bytes: 100 * MB };
  let reads = 0;
  const pauses = createPauses({
    machine: () => ((reads += 1), at.machine),
    bytes: () => at.bytes,
  });
  return {
    at,
    reads: () => reads,
    /** Seconds one after the other; which of them began a pause, and what it was. Tidying halves what is held. */
    pass(seconds: number, own = 0.01) {
      const seen: [number, string][] = [];
      for (let second = 1; second <= seconds; second += 1) {
        const pause = pauses.after(own);
        if (!pause) continue;
        seen.push([second, pause]);
        const { bytes } = at;
        at.bytes = bytes / 2;
        pauses.tidied(pause);
        at.bytes = bytes;
      }
      return seen;
    },
  };
}

describe('pauses', () => {
  it('tidy thoroughly after the start, and again after minutes', () => {
    expect(somePauses().pass(1_000)).toEqual([
      [10, 'sleep'],
      [300, 'sleep'],
    ]);
  });

  it('tidy lightly after each later rest', () => {
    const { pass } = somePauses();
    pass(10);
    pass(1, 0.5);
    expect(pass(20)).toEqual([[10, 'rest']]);
  });

  it('tidy lightly when the first rest comes late: by then there is code that a sale needs', () => {
    const { pass } = somePauses();
    pass(51, 0.5);
    expect(pass(300)).toEqual([
      [10, 'rest'],
      [300, 'sleep'],
    ]);
  });

  it('do not begin while the process works', () => {
    const { pass } = somePauses();
    expect(pass(100, 0.06)).toEqual([]);
    expect(pass(9)).toEqual([]);
    pass(1, 0.06);
    expect(pass(10)).toEqual([[10, 'rest']]);
  });

  it('do not begin while others on the machine work, which is not asked all the time', () => {
    const { pass, at, reads } = somePauses();
    at.machine = 0.3;
    expect(pass(100)).toEqual([]);
    expect(reads()).toBe(20);
    at.machine = 0.2;
    expect(pass(10)).toEqual([[10, 'rest']]);
  });

  it('leave alone what has grown by less than a tenth', () => {
    const { pass, at } = somePauses();
    pass(10);
    at.bytes = 54 * MB;
    expect(pass(400)).toEqual([]);
  });

  it('tidy once, not after each rest: what was in use is in use still, and collecting it is work that ends a rest', () => {
    const { pass, at } = somePauses();
    pass(10);
    pass(1, 0.5);
    at.bytes = 120 * MB;
    expect(pass(10)).toEqual([[10, 'rest']]);
    at.bytes = 65 * MB;
    pass(1, 0.06);
    expect(pass(290)).toEqual([]);
    expect(pass(10)).toEqual([[10, 'sleep']]);
  });
});

describe('the gauge of the machine', () => {
  it('tells how much of the time its processors worked', () => {
    const machine = machineGauge();
    const until = performance.now() + 200;
    while (performance.now() < until);
    const share = machine();
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThanOrEqual(1);
  });
});
