import {
  AdminBooking,
  AdminBookingRow,
  ApproveRequest,
  Booking,
  type BookingAnswer,
  BookingState,
  type BookingView,
  Page,
  RejectRequest,
  Stats,
  instant,
  listOf,
  uuid,
} from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import { z } from 'zod';
import type { Calls } from '../../../calls.ts';
import { CSV_HEADER, toCsvLine } from '../../../domain/booking-csv.ts';
import { BYTE_ORDER_MARK } from '../../../domain/csv.ts';
import { createLane } from '../../../limits/lane.ts';
import { createSlots } from '../../../limits/slots.ts';
import type { BookingViews } from '../../../queries/find-booking-view.ts';
import type { ServerClock } from '../../../queries/server-clock.ts';
import type { EffectReply, Once } from '../../once.ts';
import { pageFrom } from '../../page.ts';
import { bookingProblem } from '../../refusals.ts';
import { type Route, defineRoute, ok } from '../../route.ts';
import { streamAnswer } from '../../stream-answer.ts';
import { byBookingId, searchText } from '../refs.ts';
import { organiserScope } from './scope.ts';

export type AdminBookingRoutesDeps = {
  readonly calls: Pick<
    Calls,
    | 'listBookings'
    | 'findAudit'
    | 'findPayments'
    | 'findProof'
    | 'approveBooking'
    | 'rejectBooking'
    | 'readStats'
  >;
  readonly views: BookingViews;
  readonly clock: ServerClock;
  readonly once: Once;
};

const PATH = '/api/admin/bookings';
const Filters = z.strictObject({
  state: BookingState.optional(),
  itemId: uuid.optional(),
  q: searchText.optional(),
});
const BookingList = listOf(AdminBookingRow).extend({ serverTime: instant });
const CSV_PAGE = 100;
/** After a page of a table, times what it took: all tables together have a tenth of the time. */
const CSV_RESTS = 9;
/** Each reads all bookings, at the cost of everybody else. */
const TABLES_AT_ONCE = 2;

/** The review queue, and everything that was ever booked. */
export function adminBookingRoutes(deps: AdminBookingRoutesDeps): Route[] {
  const { calls, views, clock, once } = deps;
  const tables = createSlots({ max: TABLES_AT_ONCE, retryAfterSeconds: 10 });
  const pagesOfTables = createLane({ rests: CSV_RESTS });

  async function reply(outcome: BookingAnswer): Promise<EffectReply> {
    if (!outcome.ok) return { problem: bookingProblem(outcome.refusal) };
    const { booking } = outcome;
    return { ...ok(await views.show(booking, 'owner')), location: `${PATH}/${booking.id}` };
  }

  async function describe(booking: BookingView): Promise<AdminBooking> {
    const { id: bookingId, proof } = booking;
    const [view, trail, { payments }, file] = await Promise.all([
      views.show(booking, 'owner') as Promise<Booking>,
      calls.findAudit({ bookingId }),
      calls.findPayments({ bookingId }),
      proof ? calls.findProof({ proofId: proof.id }) : undefined,
    ]);
    return {
      ...view,
      audit: trail.audit,
      auditIntact: trail.intact,
      duplicates: file?.proof?.duplicates ?? [],
      payments,
    };
  }

  const listPage = (query: z.infer<typeof Filters>, cursor?: string) =>
    pagesOfTables(async () =>
      pageFrom(await calls.listBookings({ ...query, limit: CSV_PAGE, ...(cursor && { cursor }) })),
    );

  /** Page by page, as it is read. */
  async function* csvLines(
    query: z.infer<typeof Filters>,
    first: Awaited<ReturnType<typeof listPage>>,
  ) {
    yield BYTE_ORDER_MARK + CSV_HEADER;
    for (let page = first; ;) {
      yield page.data.map(toCsvLine).join('');
      if (!page.nextCursor) return;
      page = await listPage(query, page.nextCursor);
    }
  }

  return [
    defineRoute({
      method: 'get',
      path: PATH,
      summary: 'Lists bookings, those in REVIEW first, the oldest first',
      access: 'organiser',
      alsoFor: ['reviewer'],
      query: Page.extend(Filters.shape),
      answers: { 200: BookingList },
      async handle({ query }) {
        const { data, nextCursor } = pageFrom(await calls.listBookings(query));
        const serverTime = clock.now().toISOString();
        return ok({ data: data.map((row) => toRow(row, serverTime)), nextCursor, serverTime });
      },
    }),
    defineRoute({
      method: 'get',
      path: `${PATH}.csv`,
      streams: true,
      summary: 'All bookings as a table',
      access: 'organiser',
      alsoFor: ['reviewer'],
      query: Filters,
      answers: { 200: { contentType: 'text/csv', description: 'RFC 4180, UTF-8' } },
      handle: ({ res, query }) =>
        tables.run('everybody', async () =>
          streamAnswer(res, csvLines(query, await listPage(query)), {
            'Content-Type': 'text/csv; charset=utf-8',
            'Content-Disposition': 'attachment; filename="bookings.csv"',
            'Cache-Control': 'no-store',
          }),
        ),
    }),
    defineRoute({
      method: 'get',
      path: `${PATH}/:id`,
      summary: 'A booking with its audit trail and other bookings of the same file',
      access: 'organiser',
      alsoFor: ['reviewer'],
      params: byBookingId,
      answers: { 200: AdminBooking },
      async handle({ params }) {
        const booking = await views.find({ id: params.id });
        if (!booking) throw new ProblemError('booking-not-found');
        return ok(await describe(booking));
      },
    }),
    defineRoute({
      method: 'post',
      path: `${PATH}/:id/approve`,
      summary: 'The money is there: the booking becomes PAID',
      access: 'organiser',
      alsoFor: ['reviewer'],
      params: byBookingId,
      body: ApproveRequest,
      idempotent: true,
      answers: { 200: Booking },
      problems: ['invalid-transition', 'statement-line-not-found', 'statement-line-used'],
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async () => {
          const { ipHash } = ask.exchange.client;
          const bookingId = ask.params.id;
          return reply(await calls.approveBooking({ bookingId, ipHash, ...ask.body }));
        }),
    }),
    defineRoute({
      method: 'post',
      path: `${PATH}/:id/reject`,
      summary: 'Rejects a proof, with a reason for the person',
      access: 'organiser',
      alsoFor: ['reviewer'],
      params: byBookingId,
      body: RejectRequest,
      idempotent: true,
      answers: { 200: Booking },
      problems: ['invalid-transition'],
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async () => {
          const { reason } = ask.body;
          const { ipHash } = ask.exchange.client;
          return reply(await calls.rejectBooking({ bookingId: ask.params.id, ipHash, reason }));
        }),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/stats',
      summary: 'Totals by state, approval rate, waiting time',
      access: 'organiser',
      alsoFor: ['reviewer'],
      answers: { 200: Stats },
      handle: async () => ok(await calls.readStats({})),
    }),
  ];
}

function toRow(booking: BookingView, serverTime: string): AdminBookingRow {
  const { timeline: _, tickets: __, answers: ___, accountId: ____, ...row } = booking;
  return { ...row, serverTime };
}
