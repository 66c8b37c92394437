import type { BookingView } from '@karcis/contracts';
import { csvLine } from './csv.ts';

export const CSV_HEADER = csvLine([
  'code',
  'state',
  'item',
  'startsAt',
  'quantity',
  'name',
  'attendees',
  'whatsapp',
  'email',
  'note',
  'amount',
  'currency',
  'paymentMethod',
  'proofStatus',
  'rejectionReason',
  'createdAt',
  'updatedAt',
  'amountDue',
]);

/** A booking as a line of the organiser's table. */
export const toCsvLine = (booking: BookingView): string =>
  csvLine([
    booking.code,
    booking.state,
    booking.item.title,
    booking.item.startsAt,
    booking.quantity,
    booking.name,
    booking.tickets.map(({ attendee }) => attendee).join('; '),
    booking.contact.whatsapp,
    booking.contact.email,
    booking.note,
    booking.amount,
    booking.currency,
    booking.paymentMethod?.displayName,
    booking.proof?.status,
    booking.rejectionReason,
    booking.createdAt,
    booking.updatedAt,
    booking.amountDue,
  ]);
