import { type FloodTarget, floods } from './flood-kinds.ts';
import { startSink } from './sink.ts';

const sink = startSink();

/** Floods whenever it is asked to, in a process of its own: what it costs to make is not taken for what it costs to bear. */
process.on('message', async (asked: { kind: string; target: FloodTarget; elsewhere: boolean }) => {
  const { kind, target, elsewhere } = asked;
  const flood = floods[kind];
  if (!flood) throw new Error(`there is no flood of ${kind}`);
  process.send?.(await flood(elsewhere ? { ...target, port: await sink } : target));
});
