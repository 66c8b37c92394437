import { describe, expect, it } from '@jest/globals';
import { useDatabase } from '@karcis/testing';
import { bugs } from './bugs/index.ts';
import { catchBug } from './catch-bugs.ts';
import { regressions } from './regressions.ts';
import { spawnSeeds } from './spawn-seeds.ts';
import { REPAIRS, type Verdict } from './verdict.ts';

const LONG_MS = 400_000;
const database = useDatabase([]);

async function run(from: number, count: number, bug?: string): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const seeds = { postgresUrl: database.adminUrl, from, count, bug };
  await spawnSeeds(seeds, (verdict) => verdicts.push(verdict));
  return verdicts;
}

describe('the model', () => {
  it(
    'keeps every promise in a selection of worlds',
    async () => {
      const verdicts = (await Promise.all([run(1_001, 18), run(1_019, 18)])).flat();
      expect(verdicts.filter(({ violations }) => violations.length > 0)).toEqual([]);

      const sum = (name: string) =>
        verdicts.reduce((total, { counts }) => total + (counts[name] ?? 0), 0);
      for (const name of ['places LOCKED to CONFIRMED', 'holds_expired_total', 'crash']) {
        expect([name, sum(name)]).toEqual([name, expect.any(Number)]);
        expect(sum(name)).toBeGreaterThan(0);
      }
      const sound = verdicts.filter(({ wasLossy, isImpatient }) => !wasLossy && !isImpatient);
      expect(sound.reduce((total, { counts }) => total + (counts[REPAIRS] ?? 0), 0)).toBe(0);
    },
    LONG_MS,
  );

  it(
    'keeps every promise in the worlds that once showed something',
    async () => {
      for (const seed of Object.keys(regressions).map(Number)) {
        expect((await run(seed, 1)).map(({ violations }) => violations)).toEqual([[]]);
      }
    },
    LONG_MS,
  );

  it(
    'runs one seed the same way twice, alone or after others',
    async () => {
      const [alone, after] = await Promise.all([run(5, 1), run(4, 2)]);
      expect(alone[0]?.digest).toBe(after[1]?.digest);
      expect(alone[0]?.digest).not.toBe(after[0]?.digest);
    },
    LONG_MS,
  );

  it.each([
    'the hold pool is not looked at',
    'a change leaves no audit row',
    'the outbox is polled by id > last',
  ])(
    'catches this planted: %s',
    async (name) => {
      const bug = bugs.find((each) => each.name === name)!;
      const { verdict } = await catchBug(database.adminUrl, bug, 20);
      expect(verdict?.violations).not.toEqual([]);
      expect(verdict).toBeDefined();
    },
    LONG_MS,
  );
});
