import type {
  Availability,
  Booking,
  HeldBooking,
  Item,
  ItemSummary,
  List,
  PaymentMethod,
  PublicBooking,
} from '@karcis/contracts';
import type { Answer, Ask } from './connection.ts';

/** A form's two safeguards: the token that proves it is ours, and the key that makes its effect happen once. */
export type Sealed = { readonly csrfToken: string; readonly key: string };

export type ItemList = List<ItemSummary> & { readonly serverTime: string };
/** Owners get all of it, everybody else the masked view. */
export type AnyBooking = PublicBooking | Booking;
export type { Availability };

const part = encodeURIComponent;

/** What everybody may ask. */
export const publicApi = (ask: Ask) => ({
  listItems: (query: Readonly<Record<string, string>>): Promise<Answer<ItemList>> =>
    ask({ path: `/api/items?${new URLSearchParams(query)}` }),
  findItem: (ref: string): Promise<Answer<Item>> => ask({ path: `/api/items/${part(ref)}` }),
  listPaymentMethods: (itemId: string): Promise<Answer<{ data: PaymentMethod[] }>> =>
    ask({ path: `/api/items/${part(itemId)}/payment-methods` }),
  findBooking: (code: string): Promise<Answer<AnyBooking>> =>
    ask({ path: `/api/bookings/${part(code)}` }),
  issueCsrfToken: (): Promise<Answer<{ csrfToken: string }>> => ask({ path: '/api/csrf' }),

  hold: (body: unknown, key: string): Promise<Answer<HeldBooking>> =>
    ask({ method: 'POST', path: '/api/bookings/hold', body, key }),
  selectMethod: (id: string, methodId: string, sealed: Sealed): Promise<Answer<Booking>> =>
    ask({
      method: 'POST',
      path: `/api/bookings/${part(id)}/select-method`,
      body: { methodId },
      ...sealed,
    }),
  submitProof: (id: string, form: FormData, sealed: Sealed): Promise<Answer<Booking>> =>
    ask({ method: 'POST', path: `/api/bookings/${part(id)}/proof`, form, ...sealed }),
  cancel: (id: string, sealed: Sealed): Promise<Answer<Booking>> =>
    ask({ method: 'POST', path: `/api/bookings/${part(id)}/cancel`, body: {}, ...sealed }),
});

export type PublicApi = ReturnType<typeof publicApi>;
