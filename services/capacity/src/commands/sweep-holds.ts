import { sweepHolds } from '../db/expire-holds.ts';
import type { Db } from '../db/schema.ts';
import type { Telemetry } from '../telemetry.ts';

/** Bounds how long one sweep keeps an item from the admission. */
const BATCH_MAX = 1_000;

/**
 * Releases every hold whose time is over and announces it. An admission does the same for its own items, so this is for the
 * items that nobody asks for; any number of replicas may do it at once.
 */
export async function sweepOverdue(
  db: Db,
  telemetry: Pick<Telemetry, 'placesChanged'>,
): Promise<void> {
  for (;;) {
    const aftermath = await sweepHolds(db, BATCH_MAX);
    telemetry.placesChanged(aftermath);
    if (aftermath.expired < BATCH_MAX) return;
  }
}
