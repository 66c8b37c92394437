import * as contracts from '@karcis/contracts';
import { each, serve, type Server, type Transact } from '@karcis/messaging';
import type { Logger } from '@karcis/telemetry';
import type { NatsConnection } from '@nats-io/transport-node';
import type { createCheckout } from '../commands/checkout.ts';
import { cancelPaid, refund } from '../commands/refund.ts';
import type { createTakeWebhook } from '../commands/take-webhook.ts';
import type { BookingDatabase, Db } from '../db/schema.ts';
import { findBookings, type Tokens } from '../queries/find-bookings.ts';
import { findPayments, listPayments, listUnmatched } from '../queries/list-payments.ts';
import type { Telemetry } from '../telemetry.ts';

export type PaymentCallDeps = {
  readonly nc: NatsConnection;
  readonly db: Db;
  readonly transact: Transact<BookingDatabase>;
  readonly telemetry: Telemetry;
  readonly tokens: Tokens;
  readonly checkout: ReturnType<typeof createCheckout>;
  readonly takeWebhook: ReturnType<typeof createTakeWebhook>;
  /** Tells the workers that a refund was asked for. */
  readonly wake: () => void;
  readonly log: Logger;
};

/** The door for everything about money. */
export function servePaymentCalls(deps: PaymentCallDeps): Server[] {
  const { nc, db, transact, telemetry, tokens, checkout, takeWebhook, wake, log } = deps;
  /** A provider may be slow, and nobody has to wait for another's. */
  const manyAtOnce = { queue: 'booking', maxInFlight: 256, maxItems: 64, log };
  const queriesAtOnce = { queue: 'booking', maxInFlight: 2, maxItems: 256, log };

  async function answer(
    bookingId: string,
    refusal: contracts.BookingRefusal | null,
  ): Promise<contracts.BookingAnswer> {
    if (refusal) return { ok: false, refusal };
    const [booking] = await findBookings(db, tokens, [{ id: bookingId }]);
    return booking ? { ok: true, booking } : { ok: false, refusal: { code: 'booking-not-found' } };
  }

  return [
    serve(nc, contracts.openCheckout, each(checkout), manyAtOnce),
    serve(nc, contracts.takePaymentWebhook, each(takeWebhook), manyAtOnce),
    serve(
      nc,
      contracts.cancelPaidBooking,
      each(async (request) => {
        const refusal = await transact((unit) => cancelPaid(unit, telemetry, request));
        return answer(request.bookingId, refusal);
      }),
      manyAtOnce,
    ),
    serve(
      nc,
      contracts.refundBooking,
      each(async (request) => {
        const refusal = await transact((unit) => refund(unit, telemetry, request));
        wake();
        return answer(request.bookingId, refusal);
      }),
      manyAtOnce,
    ),
    serve(
      nc,
      contracts.findPayments,
      each(async ({ bookingId }) => ({ payments: await findPayments(db, bookingId) })),
      queriesAtOnce,
    ),
    serve(
      nc,
      contracts.listPayments,
      each((request) => listPayments(db, request)),
      queriesAtOnce,
    ),
    serve(
      nc,
      contracts.listUnmatchedPayments,
      async (requests) => {
        const data = await listUnmatched(db);
        return requests.map(() => ({ data }));
      },
      queriesAtOnce,
    ),
  ];
}
