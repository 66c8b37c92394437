import { type Database, isUniqueViolation } from '@karcis/db';
import type { Aftermath } from './aftermath.ts';
import type { CapacityDatabase } from './schema.ts';

/** One batch: items and bookings occur once each; `asked` says which item a booking wants, counted from 1. */
export type HoldBatch = {
  readonly itemIds: readonly string[];
  readonly bookingIds: readonly string[];
  readonly asked: readonly number[];
  readonly quantities: readonly number[];
  /** For items that have no time of their own. */
  readonly ttlSeconds: number;
};

export type HoldOutcome =
  | 'held'
  | 'repeated'
  | 'hold-expired'
  | 'item-not-found'
  | 'item-closed'
  | 'quantity-too-large'
  | 'sold-out'
  | 'hold-pool-full';

/** The first answer's facts, of places that were there before. */
export type RepeatedHold = {
  readonly item_id: string;
  readonly version: number;
  readonly quantity: number;
  readonly epoch: number;
  readonly held_at: string;
  readonly expires_at: string;
};

/** `outcomes` go by booking, the other lists by item. `changed` are the items of holds that ended; those of new ones stand in `outcomes`. */
export type Judgement = Aftermath & {
  readonly judgedAt: Date;
  readonly outcomes: readonly HoldOutcome[];
  readonly versions: readonly (number | null)[];
  readonly expiries: readonly (Date | null)[];
  readonly maxQuantities: readonly (number | null)[];
  /** Only when a hold pool was full: when the first living hold of each item ends. */
  readonly nextReleases: readonly (Date | null)[] | null;
  /** By the booking's place in the batch, counted from 1. */
  readonly repeats: Readonly<Record<string, RepeatedHold>> | null;
};

const TRIES_MAX = 5;

/** Judges a batch of holds and grants what can be granted, in one round trip and one commit. */
export async function admitHolds(
  pool: Database<CapacityDatabase>['pool'],
  batch: HoldBatch,
): Promise<Judgement> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await admitOnce(pool, batch);
    } catch (error) {
      // Another transaction wrote one of these bookings after this one had looked for it; now it is to be seen.
      if (tries === TRIES_MAX || !isUniqueViolation(error, 'places_pkey')) throw error;
    }
  }
}

async function admitOnce(
  pool: Database<CapacityDatabase>['pool'],
  { itemIds, bookingIds, asked, quantities, ttlSeconds }: HoldBatch,
): Promise<Judgement> {
  const { rows } = await pool.query<Judgement>({
    name: 'admit-holds',
    text: `
      select judged_at as "judgedAt", outcomes, versions, expiries, max_quantities as "maxQuantities",
        next_releases as "nextReleases", repeats, changed, expired, announced
      from admit_holds($1, $2, $3, $4, $5)`,
    values: [itemIds, bookingIds, asked, quantities, ttlSeconds],
  });
  return rows[0] as Judgement;
}
