import { checkPromises } from '../promises/check-promises.ts';
import { type Fleet, type Member, members } from './start-fleet.ts';
import { sendPeople, type Tally } from './strict-people.ts';

const REST_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 200;

export type Rolled = Tally & {
  /** Each process that was replaced, and how long that took with both side by side, in seconds. */
  readonly replaced: readonly (readonly [Member, number])[];
  /** Broken promises, once everything has come to rest. */
  readonly broken: readonly string[];
};

/** Replaces processes one after the other, new beside old, while people go on who never ask twice. */
export async function roll(
  fleet: Fleet,
  { people, rounds }: { readonly people: number; readonly rounds: number },
): Promise<Rolled> {
  const replaced: [Member, number][] = [];
  let isOver = false;
  const crowd = sendPeople(fleet, { count: people, isOver: () => isOver });
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const member of members) {
        const startedAt = performance.now();
        await fleet.replaceOldest(member);
        replaced.push([member, (performance.now() - startedAt) / 1000]);
      }
    }
  } finally {
    isOver = true;
  }
  return { ...(await crowd), replaced, broken: await atRest(fleet) };
}

async function atRest({ database }: Fleet): Promise<string[]> {
  const giveUpAt = performance.now() + REST_WITHIN_MS;
  for (;;) {
    const violations = await checkPromises(database, { atRest: true });
    if (violations.length === 0 || performance.now() > giveUpAt) {
      return violations.map(({ promise, what }) => `promise ${promise}: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
