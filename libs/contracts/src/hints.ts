/** Live hints: core NATS, not durable. They say that something changed, never what; who cares reads again. */
export const itemHint = (itemId: string) => `hint.capacity.item.${itemId}`;
export const bookingHint = (bookingId: string) => `hint.booking.booking.${bookingId}`;
export const anyItemHint = 'hint.capacity.item.*';
export const anyBookingHint = 'hint.booking.booking.*';
export const deliveryHint = (bookingId: string) => `hint.notifier.booking.${bookingId}`;
export const anyDeliveryHint = 'hint.notifier.booking.*';
