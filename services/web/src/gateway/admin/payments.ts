import type { AdminPaymentRow, Booking, List, UnmatchedPayment } from '@karcis/contracts';
import type { Answer, Ask } from '../connection.ts';
import type { Sealed } from '../public-api.ts';

const bookingPath = (id: string, deed: string) =>
  `/api/admin/bookings/${encodeURIComponent(id)}/${deed}`;

export const paymentCalls = (ask: Ask) => ({
  list: (query: Readonly<Record<string, string>>): Promise<Answer<List<AdminPaymentRow>>> =>
    ask({ path: `/api/admin/payments?${new URLSearchParams(query)}` }),
  unmatched: (): Promise<Answer<{ readonly data: UnmatchedPayment[] }>> =>
    ask({ path: '/api/admin/payments/unmatched' }),
  cancelPaid: (id: string, reason: string, sealed: Sealed): Promise<Answer<Booking>> =>
    ask({ method: 'POST', path: bookingPath(id, 'cancel'), body: { reason }, ...sealed }),
  /** Without a reference the provider is asked; with one it was done by hand. */
  refund: (id: string, reference: string, sealed: Sealed): Promise<Answer<Booking>> =>
    ask({
      method: 'POST',
      path: bookingPath(id, 'refund'),
      body: reference ? { reference } : {},
      ...sealed,
    }),
});
