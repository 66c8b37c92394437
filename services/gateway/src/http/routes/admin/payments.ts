import {
  AdminPaymentRow,
  Booking,
  type BookingAnswer,
  CancelPaidRequest,
  Page,
  PaymentStatus,
  RefundRequest,
  UnmatchedPayment,
  listOf,
} from '@karcis/contracts';
import { z } from 'zod';
import type { Calls } from '../../../calls.ts';
import type { BookingViews } from '../../../queries/find-booking-view.ts';
import type { EffectReply, Once } from '../../once.ts';
import { pageFrom } from '../../page.ts';
import { bookingProblem } from '../../refusals.ts';
import { type Route, defineRoute, ok } from '../../route.ts';
import { byBookingId } from '../refs.ts';
import { organiserScope } from './scope.ts';

export type AdminPaymentRoutesDeps = {
  readonly calls: Pick<
    Calls,
    'listPayments' | 'listUnmatchedPayments' | 'cancelPaidBooking' | 'refundBooking'
  >;
  readonly views: BookingViews;
  readonly once: Once;
};

const BOOKINGS = '/api/admin/bookings';

/** Money that came in, and money that goes back. */
export function adminPaymentRoutes({ calls, views, once }: AdminPaymentRoutesDeps): Route[] {
  async function reply(outcome: BookingAnswer): Promise<EffectReply> {
    if (!outcome.ok) return { problem: bookingProblem(outcome.refusal) };
    const { booking } = outcome;
    return { ...ok(await views.show(booking, 'owner')), location: `${BOOKINGS}/${booking.id}` };
  }

  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/payments',
      summary: 'Lists payments of a status, the oldest first',
      access: 'organiser',
      query: Page.extend({ status: PaymentStatus.optional() }),
      answers: { 200: listOf(AdminPaymentRow) },
      handle: async ({ query }) => ok(pageFrom(await calls.listPayments(query))),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/payments/unmatched',
      summary: 'What providers said that found no booking, or could not be worked on, so far',
      access: 'organiser',
      answers: { 200: z.strictObject({ data: z.array(UnmatchedPayment) }) },
      handle: async () => ok(await calls.listUnmatchedPayments({})),
    }),
    defineRoute({
      method: 'post',
      path: `${BOOKINGS}/:id/cancel`,
      summary: 'Cancels what is PAID: places go back, tickets are void, the money is due back',
      access: 'organiser',
      params: byBookingId,
      body: CancelPaidRequest,
      idempotent: true,
      answers: { 200: Booking },
      problems: ['invalid-transition'],
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async () => {
          const { ipHash } = ask.exchange.client;
          const { reason } = ask.body;
          return reply(await calls.cancelPaidBooking({ bookingId: ask.params.id, ipHash, reason }));
        }),
    }),
    defineRoute({
      method: 'post',
      path: `${BOOKINGS}/:id/refund`,
      summary: 'Gives back what is due: by the provider, or by hand where a reference says so',
      access: 'organiser',
      params: byBookingId,
      body: RefundRequest,
      idempotent: true,
      answers: { 200: Booking },
      problems: ['invalid-transition'],
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async () => {
          const { ipHash } = ask.exchange.client;
          const request = {
            bookingId: ask.params.id,
            ipHash,
            organiser: organiserId(ask.organiser),
          };
          return reply(
            await calls.refundBooking({ ...request, reference: ask.body.reference ?? null }),
          );
        }),
    }),
  ];
}

const organiserId = (organiser: { readonly id: string } | undefined) => organiser?.id ?? 'unknown';
