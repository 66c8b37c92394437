import type * as contracts from '@karcis/contracts';
import type { BookingView, Item, RequestOf, ResponseOf } from '@karcis/contracts';
import { aBooking, aDoorTicket, aMethod, anItem, methodId } from './facts.ts';

type Held = Extract<ResponseOf<typeof contracts.holdBooking>, { outcome: 'held' }>;
type Hold = RequestOf<typeof contracts.holdBooking>;
export type Answers = ReturnType<typeof usualAnswers>;

/** What the services behind the gateway have in memory. */
export type Memory = {
  readonly items: Map<string, Item>;
  readonly bookings: Map<string, BookingView>;
  readonly holds: Map<string, { readonly request: Hold; readonly first: BookingView }>;
};

type Handler<Call> = (request: RequestOf<Call>) => ResponseOf<Call> | Promise<ResponseOf<Call>>;

/** What each of them answers as long as nobody replaces it. */
export function usualAnswers({ items, bookings, holds }: Memory) {
  const findItem = (ref: string, drafts: boolean) =>
    [...items.values()].find(
      (item) => (item.id === ref || item.shortId === ref) && (drafts || item.status !== 'DRAFT'),
    );
  const step = (id: string, state: BookingView['state']): contracts.BookingAnswer => {
    const booking = bookings.get(id);
    if (!booking) return { ok: false, refusal: { code: 'booking-not-found' } };
    const next = { ...booking, state, version: booking.version + 1 };
    bookings.set(id, next);
    return { ok: true, booking: next };
  };

  const holdBooking: Handler<typeof contracts.holdBooking> = (request) => {
    const item = findItem(request.itemRef, false);
    if (!item) return { outcome: 'item-not-found' };
    const known = holds.get(request.bookingId);
    if (known) {
      if (known.request.fingerprint !== request.fingerprint) {
        return { outcome: 'idempotency-key-reused' };
      }
      return { outcome: 'held', booking: known.first, repeated: true } satisfies Held;
    }
    const booking = { ...aBooking(request, item), accountId: request.accountId };
    holds.set(booking.id, { request, first: booking });
    bookings.set(booking.id, booking);
    return { outcome: 'held', booking, repeated: false };
  };

  const emptyPage = () => ({ data: [], nextCursor: null });
  const answers = {
    holdBooking,
    findBooking: ((ref) => ({
      booking:
        ('id' in ref
          ? bookings.get(ref.id)
          : [...bookings.values()].find(({ code }) => code === ref.code)) ?? null,
    })) as Handler<typeof contracts.findBooking>,
    selectMethod: (({ bookingId }) => step(bookingId, 'HOLD')) as Handler<
      typeof contracts.selectMethod
    >,
    cancelBooking: (({ bookingId }) => step(bookingId, 'CANCELLED')) as Handler<
      typeof contracts.cancelBooking
    >,
    prepareProof: (() => ({ ok: true })) as Handler<typeof contracts.prepareProof>,
    submitForm: (({ bookingId }) => step(bookingId, 'REVIEW')) as Handler<
      typeof contracts.submitForm
    >,
    findProofOutcome: (({ bookingId }) => {
      const booking = bookings.get(bookingId) ?? null;
      if (booking?.state !== 'HOLD') return { booking, outcome: 'submitted', refusal: null };
      const answer = step(bookingId, 'REVIEW');
      return { booking: answer.ok ? answer.booking : null, outcome: 'submitted', refusal: null };
    }) as Handler<typeof contracts.findProofOutcome>,
    approveBooking: (({ bookingId }) => step(bookingId, 'PAID')) as Handler<
      typeof contracts.approveBooking
    >,
    rejectBooking: (({ bookingId }) => step(bookingId, 'REJECTED')) as Handler<
      typeof contracts.rejectBooking
    >,
    openCheckout: (({ bookingId }) => {
      const booking = bookings.get(bookingId);
      if (!booking) return { ok: false, refusal: { code: 'booking-not-found' } };
      bookings.set(bookingId, { ...booking, state: 'PENDING', version: booking.version + 1 });
      return {
        ok: true,
        code: booking.code,
        checkout: {
          redirectUrl: 'https://pay.example/s/1',
          expiresAt: booking.holdExpiresAt ?? '',
        },
      };
    }) as Handler<typeof contracts.openCheckout>,
    takePaymentWebhook: (() => ({ outcome: 'taken' })) as Handler<
      typeof contracts.takePaymentWebhook
    >,
    cancelPaidBooking: (({ bookingId }) => step(bookingId, 'CANCELLED')) as Handler<
      typeof contracts.cancelPaidBooking
    >,
    refundBooking: (({ bookingId }) => step(bookingId, 'CANCELLED')) as Handler<
      typeof contracts.refundBooking
    >,
    findPayments: (() => ({ payments: [] })) as Handler<typeof contracts.findPayments>,
    listPayments: emptyPage as Handler<typeof contracts.listPayments>,
    listUnmatchedPayments: (() => ({ data: [] })) as Handler<
      typeof contracts.listUnmatchedPayments
    >,
    findAudit: (() => ({ audit: [], intact: true })) as Handler<typeof contracts.findAudit>,
    listBookings: (() => ({ data: [...bookings.values()], nextCursor: null })) as Handler<
      typeof contracts.listBookings
    >,
    readStats: (() => ({
      total: 0,
      byState: { HOLD: 0, PENDING: 0, REVIEW: 0, PAID: 0, REJECTED: 0, EXPIRED: 0, CANCELLED: 0 },
      approvalRate: null,
      reviewSeconds: { median: null, p95: null },
      oldestReviewSeconds: null,
      today: { held: 0, submitted: 0, paid: 0, rejected: 0, expired: 0 },
    })) as Handler<typeof contracts.readStats>,
    listPaymentMethods: (() => ({ data: [aMethod] })) as Handler<
      typeof contracts.listPaymentMethods
    >,
    listAllPaymentMethods: emptyPage as Handler<typeof contracts.listAllPaymentMethods>,
    createPaymentMethod: (({ id, method }) => ({ method: { id, ...method } })) as Handler<
      typeof contracts.createPaymentMethod
    >,
    updatePaymentMethod: (({ id, changes }) => ({
      method: id === methodId ? ({ ...aMethod, active: true, ...changes } as never) : null,
    })) as Handler<typeof contracts.updatePaymentMethod>,
    removePaymentMethod: (({ id }) => ({ removed: id === methodId })) as Handler<
      typeof contracts.removePaymentMethod
    >,
    addStatementPart: (() => ({})) as Handler<typeof contracts.addStatementPart>,
    readStatement: (({ statementId: id, methodId: account }) => ({
      outcome: 'read',
      statement: {
        id,
        methodId: account,
        lines: 1,
        credits: 1,
        repeated: 0,
        debits: 0,
        broken: { count: 0, first: [] },
        importedAt: new Date().toISOString(),
      },
    })) as Handler<typeof contracts.readStatement>,
    listTransfers: (() => ({
      ...emptyPage(),
      counts: { exact: 0, ambiguous: 0, late: 0, paid: 0, unmatched: 0, dismissed: 0 },
    })) as Handler<typeof contracts.listTransfers>,
    findItem: (({ ref, drafts }) => {
      const item = findItem(ref, drafts);
      return item
        ? { found: true, item: { ...item, serverTime: new Date().toISOString() } }
        : { found: false };
    }) as Handler<typeof contracts.findItem>,
    listItems: (({ drafts }) => ({
      data: [...items.values()]
        .filter(({ status }) => drafts || status !== 'DRAFT')
        .map(({ description: _, submission: __, ...summary }) => summary),
      nextCursor: null,
      serverTime: new Date().toISOString(),
    })) as Handler<typeof contracts.listItems>,
    createItem: (({ id, item }) => {
      const { capacity, ...fields } = item;
      const made = anItem({ ...(fields as Partial<Item>), id, status: item.status ?? 'DRAFT' });
      items.set(id, { ...made, availability: { ...made.availability, capacity } });
      return { outcome: 'ok', item: items.get(id)! };
    }) as Handler<typeof contracts.createItem>,
    updateItem: (({ id, changes }) => {
      const item = items.get(id);
      if (!item) return { outcome: 'item-not-found' };
      items.set(id, { ...item, ...(changes as Partial<Item>) });
      return { outcome: 'ok', item: items.get(id)! };
    }) as Handler<typeof contracts.updateItem>,
    readClock: (() => ({ now: new Date().toISOString() })) as Handler<typeof contracts.readClock>,
    findProof: (() => ({ proof: null })) as Handler<typeof contracts.findProof>,
    checkIn: (() => ({ ok: true, ticket: aDoorTicket })) as Handler<typeof contracts.checkIn>,
    undoCheckIn: (() => ({
      ok: true,
      ticket: { ...aDoorTicket, checkedInAt: null, door: null },
    })) as Handler<typeof contracts.undoCheckIn>,
    syncCheckIns: (({ entries }) => ({
      entries: entries.map(({ id }) => ({ id, outcome: 'accepted', ticket: aDoorTicket })),
    })) as Handler<typeof contracts.syncCheckIns>,
    listTickets: (() => ({
      data: [aDoorTicket],
      nextCursor: null,
      counts: { total: 1, checkedIn: 1 },
    })) as Handler<typeof contracts.listTickets>,
    findTicketKeys: (() => ({ keys: [] })) as Handler<typeof contracts.findTicketKeys>,
    findDeliveries: (() => ({ notifications: [] })) as Handler<typeof contracts.findDeliveries>,
    sendLoginCode: (() => ({ accepted: true })) as Handler<typeof contracts.sendLoginCode>,
    sendInvitation: (() => ({ accepted: true })) as Handler<typeof contracts.sendInvitation>,
    listAccountBookings: (({ accountId }) => ({
      data: [...bookings.values()].filter((booking) => booking.accountId === accountId),
      nextCursor: null,
    })) as Handler<typeof contracts.listAccountBookings>,
    listDeliveries: emptyPage as Handler<typeof contracts.listDeliveries>,
    retryDelivery: (() => ({ delivery: null })) as Handler<typeof contracts.retryDelivery>,
    listWebhookEndpoints: emptyPage as Handler<typeof contracts.listWebhookEndpoints>,
    createWebhookEndpoint: (({ id, endpoint }) => ({
      outcome: 'ok',
      endpoint: {
        id,
        url: endpoint.url,
        description: endpoint.description ?? '',
        kinds: endpoint.kinds,
        createdAt: new Date().toISOString(),
        disabledAt: null,
        secret: 'whsec_x',
      },
    })) as Handler<typeof contracts.createWebhookEndpoint>,
    removeWebhookEndpoint: (() => ({ removed: false })) as Handler<
      typeof contracts.removeWebhookEndpoint
    >,
    replayWebhooks: (() => ({ outcome: 'webhook-endpoint-not-found' })) as Handler<
      typeof contracts.replayWebhooks
    >,
    saveTemplate: (() => ({ outcome: 'template-not-found' })) as Handler<
      typeof contracts.saveTemplate
    >,
    previewTemplate: (() => ({ outcome: 'template-not-found' })) as Handler<
      typeof contracts.previewTemplate
    >,
    resendMessage: (() => ({ outcome: 'ok', notifications: [] })) as Handler<
      typeof contracts.resendMessage
    >,
    recordCallback: (() => ({ outcome: 'not-found' })) as Handler<typeof contracts.recordCallback>,
    confirmSubscription: (() => ({ challenge: null })) as Handler<
      typeof contracts.confirmSubscription
    >,
    listDeadLetters: ((_service: string, _page: unknown) => emptyPage()) as (
      service: contracts.DeadLetterService,
      page: contracts.Page,
    ) => ResponseOf<ReturnType<typeof contracts.listDeadLetters>>,
    replayDeadLetter: ((_service: string, _request: unknown) => ({
      replayed: false,
      letter: null,
    })) as (
      service: contracts.DeadLetterService,
      request: { id: string },
    ) => ResponseOf<ReturnType<typeof contracts.replayDeadLetter>>,
  };
  return answers;
}
