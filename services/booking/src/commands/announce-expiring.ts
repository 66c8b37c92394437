import { bookingExpiringSoon } from '@karcis/contracts';
import { announce } from '@karcis/messaging';
import { sql } from 'kysely';
import type { BookingsTable } from '../db/schema.ts';
import type { BookingUnit } from './execute.ts';

const bookingsMax = 500;

/**
 * Announces holds that end within `noticeSeconds`, once each. Only a notice: the database's own clock is good enough, and it is
 * worthless after the hold's end. Returns how many.
 */
export async function announceExpiring(
  { trx, announce: say }: BookingUnit,
  noticeSeconds: number,
): Promise<number> {
  // A notice makes sense only where it comes well after the hold began.
  const shortestHoldSeconds = 2 * noticeSeconds;
  const { rows } = await sql<BookingsTable>`
    update bookings set expiring_soon_at = now()
    where id in (
      select id from bookings
      where state in ('HOLD', 'PENDING') and expiring_soon_at is null
        and hold_expires_at > now() and hold_expires_at <= now() + make_interval(secs => ${noticeSeconds})
        and hold_expires_at - created_at >= make_interval(secs => ${shortestHoldSeconds})
      order by hold_expires_at limit ${bookingsMax}
      for update skip locked)
    returning *`.execute(trx);

  for (const row of rows) {
    const data = {
      bookingId: row.id,
      itemId: row.item_id,
      version: row.version,
      epoch: row.epoch,
      quantity: row.quantity,
      holdExpiresAt: row.hold_expires_at.toISOString(),
    };
    say(announce(bookingExpiringSoon, row.id, data, { relevantUntil: row.hold_expires_at }));
  }
  return rows.length;
}
