import { describe, expect, it } from '@jest/globals';
import { createPauses, watchSeconds } from './rest.ts';

const quiet = { own: 0.01, machine: 0.1 };
const MB = 1_000_000;

/** Seconds of one kind, one after the other; which of them began a pause, and what it was. */
function pass(
  pauses: ReturnType<typeof createPauses>,
  seconds: number,
  { second = quiet, bytes = 100 * MB, bytesAfter = 50 * MB } = {},
) {
  const seen: [number, string][] = [];
  for (let at = 1; at <= seconds; at += 1) {
    const pause = pauses.after(second, bytes);
    if (!pause) continue;
    seen.push([at, pause]);
    pauses.tidied(pause, bytesAfter);
  }
  return seen;
}

describe('pauses', () => {
  it('tidy thoroughly after the start, and again after minutes', () => {
    expect(pass(createPauses(), 1_000)).toEqual([
      [10, 'sleep'],
      [300, 'sleep'],
    ]);
  });

  it('tidy lightly after each later rest', () => {
    const pauses = createPauses();
    pass(pauses, 10);
    pass(pauses, 1, { second: { own: 0.5, machine: 0.9 } });
    expect(pass(pauses, 20)).toEqual([[10, 'rest']]);
  });

  it('do not begin while the process works, or others on the machine do', () => {
    const pauses = createPauses();
    expect(pass(pauses, 100, { second: { own: 0.06, machine: 0.1 } })).toEqual([]);
    expect(pass(pauses, 100, { second: { own: 0.03, machine: 0.9 } })).toEqual([]);
    expect(pass(pauses, 10)).toEqual([[10, 'sleep']]);
  });

  it('begin anew after each busy second', () => {
    const pauses = createPauses();
    expect(pass(pauses, 9)).toEqual([]);
    pass(pauses, 1, { second: { own: 0, machine: 0.9 } });
    expect(pass(pauses, 9)).toEqual([]);
    expect(pass(pauses, 1)).toEqual([[1, 'sleep']]);
  });

  it('leave alone what has grown by less than a tenth', () => {
    const pauses = createPauses();
    pass(pauses, 10);
    expect(pass(pauses, 400, { bytes: 54 * MB })).toEqual([]);
  });
});

describe('a second', () => {
  it('tells how much of it the process and the machine worked', async () => {
    const second = watchSeconds();
    const until = performance.now() + 200;
    while (performance.now() < until);
    const { own, machine } = second();
    expect(own).toBeGreaterThan(0.9);
    expect(machine).toBeGreaterThan(0);
    expect(machine).toBeLessThanOrEqual(1);
  });
});
