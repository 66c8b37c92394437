import { AsyncLocalStorage } from 'node:async_hooks';
import type { Random } from './random.ts';

/** What a process has of its world. */
export type Surroundings = {
  now(): number;
  clockOf(life: Life | undefined): number;
  /** Rings by the world's time until the returned function is called. */
  timer(
    life: Life,
    ms: number,
    ring: () => void,
    how: { readonly name: string; readonly again: boolean },
  ): () => void;
  count(name: string, by?: number): void;
  note(line: string): void;
};

/** One run of a simulated process, from its start to its crash. What it left waiting when it crashed never goes on. */
export type Life = {
  readonly name: string;
  readonly world: Surroundings;
  /** For what the process itself draws: ids, codes, jitter. */
  readonly random: Random;
  readonly startedAt: number;
  alive: boolean;
  /** How far the process's clock is ahead of the true time. */
  skewMs: number;
  /** Last uuid v7 that it made: they rise within a process. */
  lastId: { ms: number; count: number };
};

const lives = new AsyncLocalStorage<Life>();

/** Whose code is running; undefined in the simulation's own. */
export const currentLife = (): Life | undefined => lives.getStore();

/** Runs a process's code: all that follows from it is the process's as well. */
export const inLife = <T>(life: Life, work: () => T): T => lives.run(life, work);

/** For stand-ins that make no sense outside of a simulated process. */
export function requireLife(): Life {
  const life = currentLife();
  if (!life) throw new Error('this stands in for the outside world of a simulated process only');
  return life;
}
