import {
  type Booking,
  type BookingView,
  type HeldBooking,
  type Notification,
  type PublicBooking,
  maskName,
} from '@karcis/contracts';

/** What a viewer may see of a booking. */
export type Viewer = 'owner' | 'public';

/** For everyone who knows the code. Fields are named one by one, so that a new one stays hidden until somebody decides. */
export const publicView = (booking: BookingView, serverTime: string): PublicBooking => ({
  id: booking.id,
  code: booking.code,
  url: booking.url,
  state: booking.state,
  version: booking.version,
  item: booking.item,
  name: maskName(booking.name),
  quantity: booking.quantity,
  amount: booking.amount,
  currency: booking.currency,
  holdExpiresAt: booking.holdExpiresAt,
  createdAt: booking.createdAt,
  updatedAt: booking.updatedAt,
  timeline: booking.timeline,
  serverTime,
});

/** With the messages that were sent to the owner: what webhooks and the organiser are told is not theirs to see. */
export const ownerView = (
  { accountId: _, ...booking }: BookingView,
  notifications: readonly Notification[],
  serverTime: string,
): Booking => ({ ...booking, notifications: notifications.filter(isToOwner), serverTime });

const isToOwner = ({ channel, kind }: Notification) =>
  channel !== 'webhook' && kind !== 'new-proof-waiting';

/**
 * The 201 of a hold. Only what was true when it was made, in this order of fields, so that a repeat
 * gives the same bytes even after the booking moved on.
 */
export const heldView = (booking: BookingView, ownerToken: string): HeldBooking => ({
  id: booking.id,
  code: booking.code,
  url: booking.url,
  state: booking.state,
  version: booking.version,
  item: booking.item,
  name: booking.name,
  contact: booking.contact,
  note: booking.note,
  answers: {},
  quantity: booking.quantity,
  amount: booking.amount,
  amountDue: booking.amount,
  currency: booking.currency,
  paymentMethod: null,
  proof: null,
  payment: null,
  holdExpiresAt: booking.holdExpiresAt,
  createdAt: booking.createdAt,
  updatedAt: booking.createdAt,
  rejectionReason: null,
  tickets: booking.tickets,
  timeline: booking.timeline,
  notifications: [],
  serverTime: booking.createdAt,
  ownerToken,
});
