import type { DrawnTicket } from '../bookings/ticket-card.tsx';
import type { AnyBooking } from '../../src/gateway/public-api.ts';
import type { Exchange } from './exchange.ts';

/** The owner's tickets with their codes to scan: of the ticket's token where there is one, else of the booking's address. */
export async function drawTickets(
  { drawQr, site }: Exchange,
  booking: AnyBooking,
): Promise<DrawnTicket[]> {
  if (booking.state !== 'PAID' || !('contact' in booking)) return [];
  const { tickets, url, name } = booking;
  const rows =
    tickets.length > 0 ? tickets : [{ id: booking.id, attendee: name, token: undefined }];
  return Promise.all(
    rows.map(async ({ id, attendee, token }) => ({
      id,
      attendee: attendee || name,
      qr: await drawQr(token ?? site.publicUrl + url),
    })),
  );
}
