import type { BookingState, BookingView, Payment } from '@karcis/contracts';
import { until } from '@karcis/testing';
import type {
  IncomingWebhook,
  ProviderReport,
} from '../../../services/booking/src/providers/provider.ts';
import { aHeldBooking, type Core, useCore } from '../core/start-core.ts';
import { createPretendProvider, type PretendProvider, signed } from './pretend-provider.ts';

export type Payments = {
  readonly core: Core;
  readonly provider: PretendProvider;
  /** A booking in PENDING, and where its owner pays. */
  open(item: { readonly id: string }, quantity?: number): Promise<BookingView>;
  checkout(bookingId: string): ReturnType<Core['ask']['openCheckout']>;
  /** What booking answers a webhook. */
  deliver(...reports: readonly ProviderReport[]): Promise<string>;
  deliverRaw(webhook: IncomingWebhook): Promise<string>;
  find(bookingId: string): Promise<BookingView>;
  becomes(bookingId: string, state: BookingState, status?: Payment['status']): Promise<BookingView>;
  /** Works on all that has been delivered, now and not when it is due. */
  work(): Promise<void>;
  /** Looks at all open sessions now. */
  check(): Promise<void>;
  /** Events of a type about a booking, as they were announced. */
  announced(type: string, bookingId: string): Promise<Record<string, unknown>[]>;
};

/** Capacity and booking with a pretended provider, whose loops come when the test says so. */
export function usePayments(settings: Readonly<Record<string, string>> = {}): Payments {
  const provider = createPretendProvider();
  const core = useCore(
    { PAYMENT_MODE: 'gateway', PAYMENT_POLL_SECONDS: '3600', ...settings },
    new Map([['midtrans', provider.provider]]),
  );
  const ipHash = null;

  async function find(id: string): Promise<BookingView> {
    const { booking } = await core.ask.findBooking({ id });
    if (!booking) throw new Error('no such booking');
    return booking;
  }

  const checkout = (bookingId: string) =>
    core.ask.openCheckout({
      bookingId,
      ipHash,
      methodId: null,
      returnUrl: 'http://localhost/b/x',
      language: 'id',
    });

  async function deliverRaw({ headers, body }: IncomingWebhook): Promise<string> {
    const { outcome } = await core.ask.takePaymentWebhook({
      provider: 'midtrans',
      headers,
      body: Buffer.from(body).toString('base64'),
    });
    return outcome;
  }

  return {
    core,
    provider,
    find,
    checkout,
    deliverRaw,
    deliver: (...reports) => deliverRaw(signed(...reports)),
    async open(item, quantity = 1) {
      const { id } = await aHeldBooking(core, item, { quantity });
      const answer = await checkout(id);
      if (!answer.ok) throw new Error(`the checkout was refused: ${answer.refusal.code}`);
      return find(id);
    },
    becomes: (id, state, status) =>
      until(
        async () => {
          const booking = await find(id);
          const isThere =
            booking.state === state && (status === undefined || booking.payment?.status === status);
          return isThere && booking;
        },
        { what: `${state} ${status ?? ''}` },
      ),
    async work() {
      await core.admin.query(
        `update booking.payment_events set next_try_at = now() where next_try_at is not null`,
      );
      await core.booking.workEvents();
    },
    async check() {
      await core.admin.query(
        `update booking.payments set next_check_at = now() where status = 'open'`,
      );
      await core.booking.checkSessions();
    },
    async announced(type, bookingId) {
      const { rows } = await core.admin.query<{ payload: string }>(
        'select payload from booking.outbox where subject = $1 order by id',
        [`${type}.${bookingId}`],
      );
      return rows.map(({ payload }) => (JSON.parse(payload) as { data: never }).data);
    },
  };
}
