import { type EndedHold, holdOffInserts, leaveTombstone } from '../db/tombstones.ts';
import type { Telemetry } from '../telemetry.ts';
import { type BookingUnit, execute } from './execute.ts';

/**
 * Capacity said that a hold ended. A booking that is not (yet) known leaves a tombstone, so that its late insert stays out.
 */
export async function expire(
  unit: BookingUnit,
  telemetry: Telemetry,
  { bookingId, epoch }: EndedHold,
): Promise<void> {
  const command = { type: 'expire', epoch } as const;
  const circumstances = { ipHash: null };
  if ((await execute(unit, telemetry, bookingId, command, circumstances)).ok) return;

  await holdOffInserts(unit.trx);
  if ((await execute(unit, telemetry, bookingId, command, circumstances)).ok) return;

  await leaveTombstone(unit.trx, { bookingId, epoch });
}
