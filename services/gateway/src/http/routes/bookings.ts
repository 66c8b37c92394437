import {
  Booking,
  type BookingAnswer,
  HeldBooking,
  HoldRequest,
  NoFields,
  PublicBooking,
  SelectMethodRequest,
} from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import { z } from 'zod';
import type { Owners } from '../../accounts/owners.ts';
import type { Calls } from '../../calls.ts';
import type { BookingViews } from '../../queries/find-booking-view.ts';
import { HOLD_PATH, type HoldHandler } from '../hold.ts';
import type { EffectReply, Once } from '../once.ts';
import { bookingProblem } from '../refusals.ts';
import { type Route, defineRoute, ok } from '../route.ts';
import type { Streams } from '../streams.ts';
import { byBookingCode, byBookingId } from './refs.ts';

export type BookingRoutesDeps = {
  readonly calls: Pick<Calls, 'selectMethod' | 'cancelBooking'>;
  readonly views: BookingViews;
  readonly owners: Owners;
  readonly once: Once;
  readonly streams: Streams;
  readonly hold: HoldHandler;
};

/** Whose key it is, when a booking's owner sends one. */
export const ownerScope = (bookingId: string) => `owner-${bookingId}`;

export const bookingUrl = (code: string) => `/api/bookings/${code}`;

/** What a person does with a booking. */
export function bookingRoutes(deps: BookingRoutesDeps): Route[] {
  const { calls, views, owners, once, streams, hold } = deps;

  async function getByCode(code: string) {
    const booking = await views.find({ code });
    if (!booking) throw new ProblemError('booking-not-found');
    return booking;
  }

  async function reply(outcome: BookingAnswer): Promise<EffectReply> {
    if (!outcome.ok) return { problem: bookingProblem(outcome.refusal) };
    const { booking } = outcome;
    return { ...ok(await views.show(booking, 'owner')), location: bookingUrl(booking.code) };
  }

  return [
    defineRoute({
      method: 'post',
      path: HOLD_PATH,
      summary: 'Holds places for a few minutes',
      access: 'public',
      body: HoldRequest,
      idempotent: true,
      answers: { 201: HeldBooking },
      problems: [
        'item-not-found',
        'item-closed',
        'sold-out',
        'hold-pool-full',
        'hold-expired',
        'already-done',
        'login-required',
        'csrf-token-invalid',
      ],
      raw: hold,
    }),
    defineRoute({
      method: 'post',
      path: '/api/bookings/:id/select-method',
      summary: 'Chooses how to pay',
      access: 'owner',
      limits: ['sensitive'],
      params: byBookingId,
      body: SelectMethodRequest,
      idempotent: true,
      answers: { 200: Booking },
      problems: ['hold-expired', 'invalid-transition', 'payment-method-not-found'],
      async handle(ask) {
        const { id: bookingId } = await owners.authorise(ask.req, ask.params.id);
        const { ipHash } = ask.exchange.client;
        return once.json(ask, ownerScope(bookingId), async ({ operation }) =>
          reply(await calls.selectMethod({ bookingId, ipHash, operation, ...ask.body })),
        );
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/bookings/:id/cancel',
      summary: 'Gives the places back',
      access: 'owner',
      limits: ['sensitive'],
      params: byBookingId,
      body: NoFields,
      idempotent: true,
      answers: { 200: Booking },
      problems: ['hold-expired', 'invalid-transition'],
      async handle(ask) {
        const { id: bookingId } = await owners.authorise(ask.req, ask.params.id);
        const { ipHash } = ask.exchange.client;
        return once.json(ask, ownerScope(bookingId), async () =>
          reply(await calls.cancelBooking({ bookingId, ipHash })),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/bookings/:code',
      hot: true,
      summary: 'A booking: all of it for its owner, the masked view for everybody else',
      access: 'public',
      params: byBookingCode,
      answers: { 200: z.union([PublicBooking, Booking]) },
      async handle({ req, params }) {
        const booking = await getByCode(params.code);
        return ok(await views.show(booking, await owners.viewerOf(req, booking)));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/bookings/:code/stream',
      summary: 'A booking, at once and at each change',
      access: 'public',
      params: byBookingCode,
      answers: { 200: { contentType: 'text/event-stream', description: 'Events `booking`' } },
      async handle(ask) {
        const { req, params } = ask;
        const booking = await getByCode(params.code);
        const viewer = await owners.viewerOf(req, booking);
        const seen = req.headers['last-event-id'];
        return streams.open(ask, 'booking', (stream) =>
          streams.bookings.join(booking.id, viewer, stream, String(seen)),
        );
      },
    }),
  ];
}
