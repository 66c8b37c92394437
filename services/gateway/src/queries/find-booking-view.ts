import type { Booking, BookingView, Notification, PublicBooking } from '@karcis/contracts';
import { isOutage } from '@karcis/messaging';
import type { Calls } from '../calls.ts';
import { type Viewer, ownerView, publicView } from '../domain/booking-views.ts';
import type { ServerClock } from './server-clock.ts';

export type BookingViews = {
  find(ref: { readonly id: string } | { readonly code: string }): Promise<BookingView | undefined>;
  /** As this viewer may see it, with the messages sent to its owner. */
  show(booking: BookingView, viewer: Viewer): Promise<Booking | PublicBooking>;
};

export function createBookingViews(
  calls: Pick<Calls, 'findBooking' | 'findDeliveries'>,
  clock: ServerClock,
): BookingViews {
  /** A booking is worth showing without them. */
  async function findNotifications(bookingId: string): Promise<readonly Notification[]> {
    try {
      return (await calls.findDeliveries({ bookingId })).notifications;
    } catch (error) {
      if (isOutage(error)) return [];
      throw error;
    }
  }

  return {
    async find(ref) {
      const { booking } = await calls.findBooking(ref);
      return booking ?? undefined;
    },
    async show(booking, viewer) {
      const now = () => clock.now().toISOString();
      if (viewer === 'public') return publicView(booking, now());
      return ownerView(booking, await findNotifications(booking.id), now());
    },
  };
}
