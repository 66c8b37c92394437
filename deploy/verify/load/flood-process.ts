import { type FloodTarget, floods } from './flood-kinds.ts';

/** Floods whenever it is asked to, in a process of its own: what it costs to make is not taken for what it costs to bear. */
process.on('message', async ({ kind, target }: { kind: string; target: FloodTarget }) => {
  const flood = floods[kind];
  if (!flood) throw new Error(`there is no flood of ${kind}`);
  process.send?.(await flood(target));
});
