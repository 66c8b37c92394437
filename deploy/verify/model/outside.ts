import type { createBus } from './bus.ts';
import type { createPostgres } from './database.ts';
import type { Life, Surroundings } from './life.ts';

/** What the processes of one world share: its Postgres and its NATS. */
export type Outside = {
  readonly postgres: ReturnType<typeof createPostgres>;
  readonly bus: ReturnType<typeof createBus>;
};

const outsides = new WeakMap<Surroundings, Outside>();

export const placeOutside = (world: Surroundings, outside: Outside): void =>
  void outsides.set(world, outside);

export function outsideOf({ world }: Life): Outside {
  const outside = outsides.get(world);
  if (!outside) throw new Error('this world has no outside yet');
  return outside;
}
