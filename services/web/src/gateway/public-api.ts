import type {
  Availability,
  Booking,
  Checkout,
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

  /** Whoever is signed in needs the form's token too. */
  hold: (body: unknown, key: string, csrfToken?: string): Promise<Answer<HeldBooking>> =>
    ask({ method: 'POST', path: '/api/bookings/hold', body, key, csrfToken }),
  selectMethod: (id: string, methodId: string, sealed: Sealed): Promise<Answer<Booking>> =>
    ask({
      method: 'POST',
      path: `/api/bookings/${part(id)}/select-method`,
      body: { methodId },
      ...sealed,
    }),
  /** For who was given the token just now, and has no cookie yet. */
  selectMethodAs: (token: string, id: string, methodId: string): Promise<Answer<Booking>> =>
    ask({
      method: 'POST',
      path: `/api/bookings/${part(id)}/select-method`,
      body: { methodId },
      key: `usual-method-${id}`,
      token,
    }),
  submitProof: (id: string, form: FormData, sealed: Sealed): Promise<Answer<Booking>> =>
    ask({ method: 'POST', path: `/api/bookings/${part(id)}/proof`, form, ...sealed }),
  checkout: (id: string, methodId: string | undefined, sealed: Sealed): Promise<Answer<Checkout>> =>
    ask({
      method: 'POST',
      path: `/api/bookings/${part(id)}/checkout`,
      body: methodId ? { methodId } : {},
      ...sealed,
    }),
  /** Word of how the booking stands, once more. */
  resend: (
    id: string,
    kind: string,
    sealed: Sealed,
  ): Promise<Answer<Pick<Booking, 'notifications'>>> =>
    ask({ method: 'POST', path: `/api/bookings/${part(id)}/resend`, body: { kind }, ...sealed }),
  cancel: (id: string, sealed: Sealed): Promise<Answer<Booking>> =>
    ask({ method: 'POST', path: `/api/bookings/${part(id)}/cancel`, body: {}, ...sealed }),
});

export type PublicApi = ReturnType<typeof publicApi>;
