import type { DrawnTicket } from '../bookings/ticket-card.tsx';
import type { AnyBooking } from '../../src/gateway/public-api.ts';
import type { Exchange } from './exchange.ts';

/** The owner's tickets with their tokens as codes to scan. */
export async function drawTickets(
  { drawQr }: Exchange,
  booking: AnyBooking,
): Promise<DrawnTicket[]> {
  if (booking.state !== 'PAID' || !('contact' in booking)) return [];
  return Promise.all(
    booking.tickets
      .filter(({ token }) => token !== undefined)
      .map(async ({ id, attendee, token = '' }) => ({ id, attendee, qr: await drawQr(token) })),
  );
}
