import type { PlacesOutcome } from '@karcis/contracts';
import type { Kysely } from 'kysely';
import type { Aftermath } from '../db/aftermath.ts';
import {
  changePlaces as changeInDatabase,
  type PlacesChange,
  type PlacesNow,
} from '../db/change-places.ts';
import type { CapacityDatabase } from '../db/schema.ts';
import { inRounds } from './in-rounds.ts';

export type { PlacesChange };

/** As much as the database takes for a number; no booking was reacquired that often. */
const EPOCH_MAX = 2_147_483_646;

/**
 * Locks, confirms, releases, extends or reacquires the places of many bookings. Each change is idempotent by booking and epoch.
 * `tell` gets what is to be said of it, once for each transaction that the changes took.
 */
export const changePlaces = (
  db: Kysely<CapacityDatabase>,
  changes: readonly PlacesChange[],
  tell: (aftermath: Aftermath) => void,
): Promise<PlacesOutcome[]> =>
  inRounds(changes, async (round) => {
    const bounded = round.map((change) => ({
      ...change,
      epoch: Math.min(change.epoch, EPOCH_MAX),
    }));
    const { judgedAt, aftermath, places } = await changeInDatabase(db, bounded);
    tell(aftermath);
    return places.map((now, index) => toOutcome(now, bounded[index] as PlacesChange, judgedAt));
  });

function toOutcome(
  { outcome, state, epoch, expiresAt }: PlacesNow,
  asked: PlacesChange,
  judgedAt: Date,
): PlacesOutcome | undefined {
  if (outcome === 'again') return undefined;
  if (outcome !== 'ok') return { outcome };
  return {
    outcome,
    // Without places there is nothing left to release.
    epoch: epoch ?? asked.epoch,
    state: state ?? 'RELEASED',
    expiresAt: state === 'HELD' ? (expiresAt?.toISOString() ?? null) : null,
    at: judgedAt.toISOString(),
  };
}
