import { hash } from 'node:crypto';

/** One ticket a place. Its id follows from the booking's, so that it is the same before and after it is paid for. */
export function ticketsOf(booking: {
  readonly id: string;
  readonly name: string;
  readonly quantity: number;
  readonly attendees: readonly string[];
}): { id: string; attendee: string }[] {
  return Array.from({ length: booking.quantity }, (_, place) => ({
    id: ticketId(booking.id, place),
    attendee: booking.attendees[place] ?? booking.name,
  }));
}

/** A uuid (version 8) made of a hash. */
function ticketId(bookingId: string, place: number): string {
  const hex = hash('sha256', `ticket ${bookingId} ${place}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
