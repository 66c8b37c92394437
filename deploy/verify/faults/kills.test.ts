import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';
import { roundsOf, type Step, steps } from './journey-steps.ts';
import type { KillPoint } from './kill-point.ts';
import { useStack } from './use-stack.ts';

const ROUND_WITHIN_MS = 600_000;
const { all } = readConfig();

/** In a minute: everybody dies after the effect and before telling of it, where repeating it would be worst. */
const chosen = all ? steps : steps.filter(({ name }) => name === 'proof');
const roundsFor = (step: Step) => (all ? roundsOf(step) : roundsOf(step).slice(1, 2));

describe.each(chosen)('kill -9 while people $name', (step) => {
  const world = useStack();

  it.each(roundsFor(step).map((round) => [describeRound(round), round] as const))(
    'loses nothing and does nothing twice: %s',
    async (_what, round) => {
      const { people } = world;
      const item = await people.createItem();
      const held = await step.prepare?.(people, item);
      await world.rest();

      for (const [service, point] of Object.entries(round)) await world.killAt(service, point);
      await world.watched(() => step.go(people, item, held));
      await world.rest();

      expect(await world.unreached()).toEqual([]);
    },
    ROUND_WITHIN_MS,
  );
});

function describeRound(round: Readonly<Record<string, KillPoint>>): string {
  return Object.entries(round)
    .map(([service, { moment, matching }]) => `${service} ${moment} ${matching}`)
    .join(', ');
}
