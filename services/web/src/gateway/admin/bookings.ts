import type {
  AdminBooking,
  AdminBookingRow,
  Booking,
  Erasure,
  EraseRequest,
  ItemSummary,
  List,
  Stats,
} from '@karcis/contracts';
import type { Answer, Ask } from '../connection.ts';
import type { Sealed } from '../public-api.ts';

const part = encodeURIComponent;

export type BookingList = List<AdminBookingRow> & { readonly serverTime: string };

export const bookingCalls = (ask: Ask) => ({
  list: (query: Readonly<Record<string, string>>): Promise<Answer<BookingList>> =>
    ask({ path: `/api/admin/bookings?${new URLSearchParams(query)}` }),
  find: (id: string): Promise<Answer<AdminBooking>> =>
    ask({ path: `/api/admin/bookings/${part(id)}` }),
  approve: (id: string, sealed: Sealed): Promise<Answer<Booking>> =>
    ask({ method: 'POST', path: `/api/admin/bookings/${part(id)}/approve`, body: {}, ...sealed }),
  reject: (id: string, reason: string, sealed: Sealed): Promise<Answer<Booking>> =>
    ask({
      method: 'POST',
      path: `/api/admin/bookings/${part(id)}/reject`,
      body: { reason },
      ...sealed,
    }),
  /** Forgets who made one booking (`code`), or everything of one contact. */
  erase: (whose: EraseRequest, sealed: Sealed): Promise<Answer<Erasure>> =>
    ask({ method: 'POST', path: '/api/admin/erasures', body: whose, ...sealed }),
  /** For a filter's choices. */
  itemChoices: (): Promise<Answer<List<ItemSummary>>> =>
    ask({ path: '/api/admin/items?limit=100' }),
  stats: (): Promise<Answer<Stats>> => ask({ path: '/api/admin/stats' }),
});
