import { createHash, randomUUID } from 'node:crypto';
import * as contracts from '@karcis/contracts';
import type { BookingView, Item, RequestOf, ResponseOf } from '@karcis/contracts';
import { type NatsConnection, connectNats, createHints, each, serve } from '@karcis/messaging';
import { silentLog } from '@karcis/testing';

type Held = Extract<ResponseOf<typeof contracts.holdBooking>, { outcome: 'held' }>;
type Hold = RequestOf<typeof contracts.holdBooking>;
type Answers = ReturnType<typeof usualAnswers>;

/** The services behind the gateway, as their published contracts have them, with a booking or two in memory. */
export type Neighbours = {
  readonly items: Map<string, Item>;
  readonly bookings: Map<string, BookingView>;
  readonly holds: Map<string, { readonly request: Hold; readonly first: BookingView }>;
  /** Every command and question that came, in order. */
  readonly asked: { readonly subject: string; readonly request: unknown }[];
  /** Replace one to make a service answer otherwise; `reset` brings the usual ones back. */
  readonly answers: Answers;
  change(id: string, changes: Partial<BookingView>): void;
  tell(subject: string): void;
  reset(): void;
  stop(): Promise<void>;
};

export const itemId = '0199d1c0-0000-7000-8000-000000000001';
export const draftId = '0199d1c0-0000-7000-8000-000000000002';
export const methodId = '0199d1c0-0000-7000-8000-000000000003';

export const anItem = (changes: Partial<Item> = {}): Item => ({
  id: itemId,
  shortId: '7GK2M9QX',
  slug: 'kelas-keramik',
  url: '/x/kelas-keramik-7GK2M9QX',
  title: 'Kelas Keramik',
  description: 'Bawa celemek',
  location: 'Bandung',
  startsAt: '2027-01-10T03:00:00.000Z',
  endsAt: null,
  imageUrl: null,
  price: 150_000,
  currency: 'IDR',
  status: 'OPEN',
  maxPerBooking: 5,
  holdTtlSeconds: 900,
  bookingClosesAt: '2027-01-10T03:00:00.000Z',
  submission: { fileRequired: true, fields: [] },
  autoApprove: false,
  availability: {
    capacity: 100,
    paid: 0,
    review: 0,
    holdActive: 0,
    capacityUsed: 0,
    capacityLeft: 100,
    holdPool: 30,
    holdPoolLeft: 30,
    available: 30,
    maxQuantity: 5,
    bookable: true,
    reason: null,
    nextReleaseAt: null,
  },
  serverTime: new Date().toISOString(),
  ...changes,
});

const codeOf = (id: string) => {
  const bytes = createHash('sha256').update(id).digest();
  return [...bytes.subarray(0, 12)].map((byte) => contracts.crockford[byte % 32]).join('');
};

function aBooking(request: Hold, item: Item): BookingView {
  const at = new Date();
  const code = codeOf(request.bookingId);
  return {
    id: request.bookingId,
    code,
    url: `/b/${code}`,
    state: 'HOLD',
    version: 1,
    item: {
      id: item.id,
      title: item.title,
      url: item.url,
      startsAt: item.startsAt,
      location: item.location,
    },
    name: request.name,
    contact: request.contact as BookingView['contact'],
    note: request.note,
    answers: {},
    quantity: request.quantity,
    amount: item.price * request.quantity,
    currency: item.currency,
    paymentMethod: null,
    proof: null,
    payment: null,
    holdExpiresAt: new Date(at.getTime() + 900_000).toISOString(),
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    rejectionReason: null,
    tickets: [{ id: randomUUID(), attendee: request.name }],
    timeline: [{ state: 'HOLD', at: at.toISOString(), by: 'customer' }],
    serverTime: at.toISOString(),
  };
}

export async function startNeighbours(natsUrl: string): Promise<Neighbours> {
  const nc = await connectNats({ url: natsUrl, name: 'neighbours', log: silentLog });
  const items = new Map([
    [itemId, anItem()],
    [draftId, anItem({ id: draftId, shortId: '7GK2M9QY', status: 'DRAFT' })],
  ]);
  const bookings = new Map<string, BookingView>();
  const holds: Neighbours['holds'] = new Map();
  const asked: Neighbours['asked'] = [];
  const answers = usualAnswers({ items, bookings, holds });
  const usual = { ...answers };
  const hints = createHints(nc);
  serveAll(nc, answers, asked);

  return {
    items,
    bookings,
    holds,
    asked,
    answers,
    change(id, changes) {
      const booking = bookings.get(id);
      if (!booking) throw new Error('no such booking');
      const version = booking.version + 1;
      bookings.set(id, { ...booking, version, updatedAt: new Date().toISOString(), ...changes });
    },
    tell: (subject) => hints.tell(subject, {}),
    reset() {
      Object.assign(answers, usual);
      asked.length = 0;
    },
    stop: () => nc.close(),
  };
}

function serveAll(nc: NatsConnection, answers: Answers, asked: Neighbours['asked']): void {
  const options = { queue: 'neighbours', maxInFlight: 64 };
  const answer = <Q, R>(
    contract: contracts.CallContract<Q, R>,
    of: () => (request: Q) => R | Promise<R>,
  ) =>
    serve(
      nc,
      contract,
      each(async (request) => {
        asked.push({ subject: contract.subject, request });
        return of()(request);
      }),
      options,
    );

  answer(contracts.holdBooking, () => answers.holdBooking);
  answer(contracts.findBooking, () => answers.findBooking);
  answer(contracts.selectMethod, () => answers.selectMethod);
  answer(contracts.cancelBooking, () => answers.cancelBooking);
  answer(contracts.prepareProof, () => answers.prepareProof);
  answer(contracts.submitForm, () => answers.submitForm);
  answer(contracts.findProofOutcome, () => answers.findProofOutcome);
  answer(contracts.approveBooking, () => answers.approveBooking);
  answer(contracts.rejectBooking, () => answers.rejectBooking);
  answer(contracts.findAudit, () => answers.findAudit);
  answer(contracts.listBookings, () => answers.listBookings);
  answer(contracts.readStats, () => answers.readStats);
  answer(contracts.listPaymentMethods, () => answers.listPaymentMethods);
  answer(contracts.listAllPaymentMethods, () => answers.listAllPaymentMethods);
  answer(contracts.createPaymentMethod, () => answers.createPaymentMethod);
  answer(contracts.updatePaymentMethod, () => answers.updatePaymentMethod);
  answer(contracts.removePaymentMethod, () => answers.removePaymentMethod);
  answer(contracts.findItem, () => answers.findItem);
  answer(contracts.listItems, () => answers.listItems);
  answer(contracts.createItem, () => answers.createItem);
  answer(contracts.updateItem, () => answers.updateItem);
  answer(contracts.readClock, () => answers.readClock);
  answer(contracts.findProof, () => answers.findProof);
  answer(contracts.findDeliveries, () => answers.findDeliveries);
  answer(contracts.listDeliveries, () => answers.listDeliveries);
  answer(contracts.retryDelivery, () => answers.retryDelivery);
  answer(contracts.listWebhookEndpoints, () => answers.listWebhookEndpoints);
  answer(contracts.createWebhookEndpoint, () => answers.createWebhookEndpoint);
  answer(contracts.removeWebhookEndpoint, () => answers.removeWebhookEndpoint);
  for (const service of contracts.deadLetterServices) {
    answer(
      contracts.listDeadLetters(service),
      () => (page) => answers.listDeadLetters(service, page),
    );
    answer(
      contracts.replayDeadLetter(service),
      () => (request) => answers.replayDeadLetter(service, request),
    );
  }
}

type Handler<Call> = (request: RequestOf<Call>) => ResponseOf<Call> | Promise<ResponseOf<Call>>;

function usualAnswers({
  items,
  bookings,
  holds,
}: Pick<Neighbours, 'items' | 'bookings' | 'holds'>) {
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
    const booking = aBooking(request, item);
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
    findDeliveries: (() => ({ notifications: [] })) as Handler<typeof contracts.findDeliveries>,
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

const aMethod: contracts.PaymentMethod = {
  id: methodId,
  type: 'bank',
  displayName: 'BCA',
  accountNo: '123',
  accountName: 'Karcis',
  qrisUrl: null,
  instructions: null,
};
