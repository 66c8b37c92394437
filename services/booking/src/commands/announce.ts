import {
  bookingCancelled,
  bookingExpired,
  bookingPaid,
  bookingRejected,
  bookingSubmitted,
  type BookingState,
} from '@karcis/contracts';
import { announce, type Announcement } from '@karcis/messaging';
import type { BookingsTable } from '../db/schema.ts';

/** Turns a change of state into the event that tells of it; undefined where the change is nobody else's business. */
export function toAnnouncement(
  row: BookingsTable,
  to: BookingState,
  version: number,
): Announcement | undefined {
  const data = {
    bookingId: row.id,
    itemId: row.item_id,
    version,
    epoch: row.epoch,
    quantity: row.quantity,
  };
  switch (to) {
    case 'REVIEW':
      return announce(bookingSubmitted, row.id, { ...data, proofId: row.proof_id });
    case 'PAID':
      return announce(bookingPaid, row.id, data);
    case 'REJECTED':
      return announce(bookingRejected, row.id, data);
    case 'EXPIRED':
      return announce(bookingExpired, row.id, data);
    case 'CANCELLED':
      return announce(bookingCancelled, row.id, data);
    case 'HOLD':
    case 'PENDING':
      return undefined;
  }
}
