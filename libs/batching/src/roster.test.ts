import { describe, expect, it } from '@jest/globals';
import { keptMb } from '@karcis/testing';
import { createRoster } from './roster.ts';

describe('a roster', () => {
  it('has who came and has not left', () => {
    const roster = createRoster<string>();
    const [a, b] = [roster.add('a'), roster.add('b')];
    expect([roster.values(), roster.size]).toEqual([['a', 'b'], 2]);

    a.leave();
    expect([roster.values(), roster.size]).toEqual([['b'], 1]);
    expect([roster.at(a.place), roster.at(b.place)]).toEqual([undefined, 'b']);
  });

  it('gives a place again when it is free, and its former owner cannot clear it', () => {
    const roster = createRoster<string>();
    const first = roster.add('first');
    expect([first.leave(), first.leave()]).toEqual([true, false]);

    const second = roster.add('second');
    expect(second.place).toBe(first.place);
    expect(first.leave()).toBe(false);
    expect(roster.at(second.place)).toBe('second');
  });

  it('takes no more room than were there at once', () => {
    const roster = createRoster<number>();
    for (let n = 0; n < 10_000; n++) {
      const places = [roster.add(n), roster.add(n)];
      expect(Math.max(...places.map(({ place }) => place))).toBe(1);
      for (const { leave } of places) leave();
    }
  });

  it('keeps nothing of who has left', async () => {
    const module = new URL('../test/comings-and-goings.ts', import.meta.url);
    // A Map in its place: 25.
    expect(await keptMb(module)).toBeLessThan(5);
  });

  it('lets anybody leave while it is read', () => {
    const roster = createRoster<() => void>();
    const left: number[] = [];
    const places = [1, 2, 3].map((n) => roster.add(() => void left.push(n)));
    for (const tell of roster.values()) {
      for (const { leave } of places) leave();
      tell();
    }
    expect([left, roster.size]).toEqual([[1, 2, 3], 0]);
  });
});
