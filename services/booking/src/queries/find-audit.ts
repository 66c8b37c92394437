import type { AuditEntry } from '@karcis/contracts';
import type { Db } from '../db/schema.ts';
import { isIntact } from '../domain/audit.ts';

/** The audit trail of one booking, oldest first, and whether its chain holds and replays to the present state. */
export async function findAudit(
  db: Db,
  bookingId: string,
): Promise<{ audit: AuditEntry[]; intact: boolean }> {
  // One snapshot for both: a step between two reads would look like a break.
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const booking = await trx
        .selectFrom('bookings')
        .select(['version', 'state', 'audit_hash'])
        .where('id', '=', bookingId)
        .executeTakeFirst();
      const rows = await trx
        .selectFrom('audit')
        .selectAll()
        .where('booking_id', '=', bookingId)
        .orderBy('version')
        .execute();

      const steps = rows.map(({ booking_id, ip_hash, from_state, to_state, ...rest }) => ({
        ...rest,
        bookingId: booking_id,
        ipHash: ip_hash,
        from: from_state,
        to: to_state,
      }));
      return {
        audit: steps.map(({ bookingId: _, ...entry }) => ({
          ...entry,
          at: entry.at.toISOString(),
        })),
        intact: booking !== undefined && isIntact(steps, { ...booking, hash: booking.audit_hash }),
      };
    });
}
