import { type Kysely, sql } from 'kysely';
import type { Aftermath } from './aftermath.ts';
import type { CapacityDatabase, PlacesState } from './schema.ts';

export type PlacesVerb = 'lock' | 'confirm' | 'release' | 'extend' | 'reacquire';

/** What to do with the places of one booking's epoch. */
export type PlacesChange = {
  readonly verb: PlacesVerb;
  readonly bookingId: string;
  readonly epoch: number;
  readonly proofId?: string | null;
  readonly seconds?: number;
};

/** `again`: the places came into being while the change was under way. */
type Outcome = 'ok' | 'released' | 'stale' | 'unknown' | 'sold-out' | 'not-allowed' | 'again';

export type PlacesNow = {
  readonly outcome: Outcome;
  /** Null where nothing is known of the booking. */
  readonly epoch: number | null;
  readonly state: PlacesState | null;
  readonly expiresAt: Date | null;
};

type Row = Aftermath & {
  readonly judgedAt: Date;
  readonly outcomes: readonly Outcome[];
  readonly epochs: readonly (number | null)[];
  readonly states: readonly (PlacesState | null)[];
  readonly expiries: readonly (Date | null)[];
};

/**
 * Carries out changes of many bookings, each of which occurs once, in one statement: their items are locked in
 * id order, the clock is read after that, and what is not allowed then is left as it is.
 */
export async function changePlaces(
  db: Kysely<CapacityDatabase>,
  changes: readonly PlacesChange[],
): Promise<{ judgedAt: Date; aftermath: Aftermath; places: PlacesNow[] }> {
  const { rows } = await sql<Row>`
    select judged_at as "judgedAt", outcomes, epochs, states, expiries, changed, expired, announced
    from change_places(
      ${changes.map(({ verb }) => verb)}, ${changes.map(({ bookingId }) => bookingId)},
      ${changes.map(({ epoch }) => epoch)}, ${changes.map(({ proofId }) => proofId ?? null)},
      ${changes.map(({ seconds }) => seconds ?? null)})`.execute(db);
  const { judgedAt, outcomes, epochs, states, expiries, ...aftermath } = rows[0] as Row;

  const places = outcomes.map((outcome, index) => ({
    outcome,
    epoch: epochs[index] ?? null,
    state: states[index] ?? null,
    expiresAt: expiries[index] ?? null,
  }));
  return { judgedAt, aftermath, places };
}
