/** Live hints: core NATS, not durable. They say that something changed, never what; who cares reads again. */
export const bookingHint = (bookingId: string) => `hint.booking.booking.${bookingId}`;
export const anyBookingHint = 'hint.booking.booking.*';
export const deliveryHint = (bookingId: string) => `hint.notifier.booking.${bookingId}`;
export const anyDeliveryHint = 'hint.notifier.booking.*';

/** Its payload is an `ItemsHint`: an admission changes many items at once, and one message is enough to say so. */
export const itemsHint = 'hint.capacity.items';
export type ItemsHint = { readonly ids: readonly string[] };
