import { type FloodTarget, floods } from './flood-kinds.ts';

/** A flood in a process of its own, so that what it costs to make is not taken for what it costs to bear. */
process.once('message', async ({ kind, target }: { kind: string; target: FloodTarget }) => {
  const flood = floods[kind];
  if (!flood) throw new Error(`there is no flood of ${kind}`);
  process.send?.(await flood(target));
  process.disconnect();
});
