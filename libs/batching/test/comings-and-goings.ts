import { createRoster } from '@karcis/batching';

/** It is old when they come. */
const roster = createRoster<string>();

/** 30 MB of texts come, and thirty of them are there at a time. */
export function work(): void {
  const leaves: (() => boolean)[] = [];
  for (let n = 0; n < 3_000; n++) {
    leaves[n % 30]?.();
    leaves[n % 30] = roster.add(Buffer.alloc(5_000).toString('hex')).leave;
  }
}
