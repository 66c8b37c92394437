import type { Item } from '@karcis/contracts';
import type { People } from './people.ts';

/** One life of a booking, from hold to its end. */
export type Journey = 'approved' | 'rejected' | 'cancelled' | 'expired' | 'left in review';

const journeys: readonly Journey[] = [
  'approved',
  'rejected',
  'cancelled',
  'expired',
  'left in review',
];

export type Crowd = {
  /** Resolves when everybody has been told how it ended. */
  readonly done: Promise<unknown>;
  /** How many have got so far as that. */
  finished(): number;
};

/**
 * Sends people on every kind of journey, `atOnce` at a time. All book the same two items, one with places for minutes and one
 * with places for a second.
 */
export async function sendCrowd(
  people: People,
  { count, atOnce }: { readonly count: number; readonly atOnce: number },
): Promise<Crowd> {
  const capacity = count * 4;
  const [item, brief] = await Promise.all([
    people.createItem({ capacity }),
    people.createItem({ capacity, holdTtlSeconds: 1 }),
  ]);
  let next = 0;
  let finished = 0;

  async function walk(): Promise<void> {
    while (next < count) {
      await go(people, { item, brief }, journeys[next++ % journeys.length] as Journey);
      finished += 1;
    }
  }
  return {
    done: Promise.all(Array.from({ length: atOnce }, walk)),
    finished: () => finished,
  };
}

async function go(
  people: People,
  { item, brief }: { readonly item: Item; readonly brief: Item },
  journey: Journey,
): Promise<void> {
  if (journey === 'expired') {
    // Who only hears of the hold after its end hears that it ended.
    const answer = await people.askForHold(brief.id);
    if (answer.status !== 201 && answer.status !== 409) throw new Error(answer.bytes.toString());
    return;
  }
  const held = await people.hold(item.id);
  if (journey === 'cancelled') {
    await people.cancel(held);
    return;
  }
  await people.pay(held);
  await people.waitFor(held, 'REVIEW');
  if (journey === 'approved') await people.approve(held.id);
  if (journey === 'rejected') await people.reject(held.id);
}
