import { bookingCancelled, bookingPaid, bookingRejected } from '@karcis/contracts';
import { on, type Subscription, type Transact, type Unit } from '@karcis/messaging';
import { changePlaces, type PlacesChange } from '../commands/change-places.ts';
import type { CapacityDatabase } from '../db/schema.ts';
import type { Telemetry } from '../telemetry.ts';

/** What booking's story means for its places. */
const verbs = [
  [bookingPaid, 'confirm'],
  [bookingRejected, 'release'],
  [bookingCancelled, 'release'],
] as const;

/**
 * What capacity hears on stream BOOKING. Events that share a transaction are carried out together at its end: item rows
 * locked one event after the other, in the order of arrival, would deadlock with the admission.
 */
export function onBooking(
  transact: Transact<CapacityDatabase>,
  telemetry: Pick<Telemetry, 'placesChanged' | 'contradicted'>,
): {
  readonly handlers: Readonly<Record<string, Subscription<CapacityDatabase>>>;
  readonly transact: Transact<CapacityDatabase>;
} {
  const gathered = new WeakMap<Unit<CapacityDatabase>, PlacesChange[]>();

  const handlers = verbs.map(([contract, verb]) =>
    on<CapacityDatabase, { bookingId: string; epoch: number }>(contract, {
      handle: async (unit, { data: { bookingId, epoch } }) => {
        gathered.get(unit)?.push({ verb, bookingId, epoch });
      },
    }),
  );

  async function carryOut(
    unit: Unit<CapacityDatabase>,
    changes: readonly PlacesChange[],
  ): Promise<void> {
    const outcomes = await changePlaces(unit.trx, changes, (aftermath) =>
      unit.afterCommit(() => telemetry.placesChanged(aftermath)),
    );
    for (const [index, { outcome }] of outcomes.entries()) {
      // A newer epoch is no contradiction: the event is of the past.
      if (outcome === 'ok' || outcome === 'stale') continue;
      const { verb, bookingId } = changes[index] as PlacesChange;
      unit.afterCommit(() => telemetry.contradicted(verb, bookingId, outcome));
    }
  }

  return {
    handlers: Object.fromEntries(handlers.map((handler) => [handler.type, handler])),
    transact: (work) =>
      transact(async (unit) => {
        const changes: PlacesChange[] = [];
        gathered.set(unit, changes);
        const result = await work(unit);
        if (changes.length > 0) await carryOut(unit, changes);
        return result;
      }),
  };
}
