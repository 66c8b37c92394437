import { beforeAll, describe, expect, it } from '@jest/globals';
import { atEndOfFile, temporaryFolder } from '@karcis/testing';
import { roll } from './roll.ts';
import { type Fleet, members, startFleet } from './start-fleet.ts';
import { describeTally } from './strict-people.ts';

describe('a rolling restart', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet(await temporaryFolder());
    atEndOfFile(() => fleet.stop());
  }, 240_000);

  it('fails no request of anybody, and breaks no promise', async () => {
    const rolled = await roll(fleet, { people: 6, rounds: 1 });
    console.log(describeTally(rolled).join('\n'));

    expect(rolled.replaced.map(([member]) => member)).toEqual(members);
    expect(rolled.failures).toEqual([]);
    expect(rolled.broken).toEqual([]);
    for (const [deed, times] of Object.entries(rolled.times)) {
      expect([deed, times.length > 10]).toEqual([deed, true]);
    }
  }, 600_000);
});
