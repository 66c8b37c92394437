import { sql } from 'kysely';
import type { Telemetry } from '../telemetry.ts';
import { type BookingUnit, execute } from './execute.ts';

/**
 * Capacity said that a hold ended. A booking that is not (yet) known leaves a tombstone, so that its late insert stays out. The
 * table lock waits for inserts under way and keeps new ones out until the tombstone stands; this is the one rare case that
 * needs it, and it costs the inserts nothing otherwise.
 */
export async function expire(
  unit: BookingUnit,
  telemetry: Telemetry,
  { bookingId, epoch }: { bookingId: string; epoch: number },
): Promise<void> {
  const command = { type: 'expire', epoch } as const;
  const circumstances = { ipHash: null };
  if ((await execute(unit, telemetry, bookingId, command, circumstances)).ok) return;

  await sql`lock table bookings in share row exclusive mode`.execute(unit.trx);
  if ((await execute(unit, telemetry, bookingId, command, circumstances)).ok) return;

  await unit.trx
    .insertInto('tombstones')
    .values({ booking_id: bookingId, epoch })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
