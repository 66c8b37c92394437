import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import * as bookingMigrations from '@karcis/booking/migrations';
import * as capacityMigrations from '@karcis/capacity/migrations';
import { type BookingService, readConfig as bookingConfig, startBooking } from '@karcis/booking';
import {
  type CapacityService,
  readConfig as capacityConfig,
  startCapacity,
} from '@karcis/capacity';
import {
  addStatementPart,
  dismissLine,
  approveBooking,
  type CallContract,
  checkIn,
  cancelBooking,
  cancelPaidBooking,
  createItem,
  createPaymentMethod,
  extendHold,
  findAudit,
  findBooking,
  findItem,
  findPayments,
  findPlaces,
  findProofOutcome,
  findTicketKeys,
  holdBooking,
  holdPlaces,
  type Item,
  listAccountBookings,
  listBookings,
  listTransfers,
  listPaymentMethods,
  listPayments,
  listUnmatchedPayments,
  listTickets,
  lockPlaces,
  openCheckout,
  prepareProof,
  proofAccepted,
  readStatement,
  readStats,
  refundBooking,
  rejectBooking,
  releasePlaces,
  type RequestOf,
  type ResponseOf,
  selectMethod,
  submitForm,
  syncCheckIns,
  undoCheckIn,
  takePaymentWebhook,
  updateItem,
} from '@karcis/contracts';
import { openDatabase } from '@karcis/db';
import {
  announce,
  connectNats,
  createCaller,
  createRelay,
  createTransact,
  type Transact,
} from '@karcis/messaging';
import * as proofMigrations from '@karcis/proof-validation/migrations';
import { createMetrics } from '@karcis/telemetry';
import { captureLogs, silentLog, ticketKeys, until, useDatabase, useNats } from '@karcis/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import pg from 'pg';
import type {
  PaymentProvider,
  ProviderName,
} from '../../../services/booking/src/providers/provider.ts';

const calls = {
  addStatementPart,
  dismissLine,
  approveBooking,
  checkIn,
  cancelBooking,
  cancelPaidBooking,
  createItem,
  createPaymentMethod,
  extendHold,
  findAudit,
  findBooking,
  findItem,
  findPayments,
  findPlaces,
  findProofOutcome,
  findTicketKeys,
  holdBooking,
  holdPlaces,
  listAccountBookings,
  listBookings,
  listTransfers,
  listPaymentMethods,
  listPayments,
  listUnmatchedPayments,
  listTickets,
  lockPlaces,
  openCheckout,
  prepareProof,
  readStatement,
  readStats,
  refundBooking,
  rejectBooking,
  releasePlaces,
  selectMethod,
  submitForm,
  syncCheckIns,
  undoCheckIn,
  takePaymentWebhook,
  updateItem,
};

type Calls = {
  [Name in keyof typeof calls]: (
    request: RequestOf<(typeof calls)[Name]>,
  ) => Promise<ResponseOf<(typeof calls)[Name]>>;
};

/** Reading a long statement takes longer than anything else. */
const ASK_MS = 150_000;

export type Core = {
  readonly ask: Calls;
  readonly booking: BookingService;
  readonly capacity: CapacityService;
  readonly nc: NatsConnection;
  /** Proof-validation's outbox: says what that service would say. */
  readonly proofs: Transact<unknown>;
  /** The superuser's connections, to look at rows and to bring about what cannot be asked for. */
  readonly admin: pg.Pool;
  readonly logs: ReturnType<typeof captureLogs>;
  readonly urls: { readonly booking: string };
  /** Another process's worth of booking beside the first; the caller stops it. */
  startReplica(): Promise<BookingService>;
};

type Settings = Readonly<Record<string, string>>;

/** Real capacity and booking on a database and a nats-server of their own, for one test file. */
export function useCore(
  settings: Settings | (() => Promise<Settings>) = {},
  providers?: ReadonlyMap<ProviderName, PaymentProvider>,
): Core {
  const database = useDatabase([capacityMigrations, bookingMigrations, proofMigrations]);
  const nats = useNats();
  const logs = captureLogs();
  let core: Core | undefined;
  let close = async () => {};

  beforeAll(async () => {
    const own = typeof settings === 'function' ? await settings() : settings;
    const environment = (schema: string) => ({
      DATABASE_URL: database.url(schema),
      NATS_URL: nats.url,
      LOG_LEVEL: 'info',
      HOLD_TTL_MIN_SECONDS: '1',
      // The tests call the reconciler when they mean it.
      RECONCILE_SECONDS: '3600',
      TICKET_SIGNING_KEYS: ticketKeys,
      ...own,
    });
    const capacity = await startCapacity(capacityConfig(environment('capacity')), silentLog);
    const startReplica = () =>
      startBooking(bookingConfig(environment('booking')), logs.log, providers);
    const booking = await startReplica();
    const nc = await connectNats({ url: nats.url, name: 'test', log: silentLog });
    const ask = Object.fromEntries(
      Object.entries(calls).map(([name, call]) => [
        name,
        createCaller(nc, call as CallContract, { timeoutMs: ASK_MS }),
      ]),
    ) as unknown as Calls;
    const admin = new pg.Pool({ connectionString: database.adminUrl, max: 4 });
    const outbox = openDatabase({
      url: database.url('proof_validation'),
      max: 2,
      applicationName: 'test',
    });
    const relay = createRelay({
      database: outbox,
      nc,
      stream: 'PROOF',
      log: silentLog,
      metrics: createMetrics('test'),
    });
    await relay.start();
    const proofs = createTransact({ db: outbox.db, relay });
    close = async () => {
      await relay.stop();
      await outbox.close();
    };
    core = {
      ask,
      proofs,
      booking,
      capacity,
      nc,
      admin,
      logs,
      urls: { booking: database.url('booking') },
      startReplica,
    };
  });

  afterAll(async () => {
    await close();
    await core?.booking.stop();
    await core?.capacity.stop();
    await core?.nc.close();
    await core?.admin.end();
  });

  return new Proxy({} as Core, {
    get: (_, name: keyof Core) => {
      if (!core)
        throw new Error('useCore() starts its services in beforeAll: read it from within a test');
      return core[name];
    },
  });
}

/** An item that is on sale; the test names what it is about. */
export async function anItem(
  { ask }: Core,
  item: Partial<RequestOf<typeof createItem>['item']> = {},
): Promise<Item> {
  const answer = await ask.createItem({
    id: randomUUID(),
    item: {
      title: 'Kelas Keramik',
      startsAt: '2035-01-01T03:00:00.000Z',
      capacity: 10,
      price: 150_000,
      status: 'OPEN',
      ...item,
    },
  });
  if (answer.outcome !== 'ok') throw new Error(`the item was refused: ${answer.outcome}`);
  return answer.item;
}

/** A request for one place, under a new id. */
export const aHold = (
  item: { readonly id: string },
  changes: Partial<RequestOf<typeof holdBooking>> = {},
): RequestOf<typeof holdBooking> => ({
  bookingId: randomUUID(),
  ipHash: 'a1b2c3d4e5f60718',
  fingerprint: 'f'.repeat(64),
  itemRef: item.id,
  name: 'Siti Aminah',
  contact: { whatsapp: '+6281234567890', email: 'siti@example.org' },
  note: 'dekat jendela',
  quantity: 1,
  attendees: [],
  language: 'id',
  ...changes,
});

/** A booking in HOLD. */
export async function aHeldBooking(
  core: Core,
  item: { readonly id: string },
  changes: Partial<RequestOf<typeof holdBooking>> = {},
) {
  const answer = await core.ask.holdBooking(aHold(item, changes));
  if (answer.outcome !== 'held') throw new Error(`the hold was refused: ${answer.outcome}`);
  return answer.booking;
}

/** Says, as proof-validation does, that a proof passed every check. */
export async function announceAccepted(
  { proofs }: Core,
  bookingId: string,
  proofId: string,
): Promise<void> {
  const data = { ...proofAccepted.example, bookingId, proofId };
  await proofs(async ({ announce: say }) => say(announce(proofAccepted, proofId, data)));
}

/** A booking in REVIEW, and its proof's id. */
export async function aSubmittedBooking(core: Core, item: { readonly id: string }) {
  const { id } = await aHeldBooking(core, item);
  const proofId = randomUUID();
  await core.ask.prepareProof({ bookingId: id, proofId, answers: {}, hasFile: true, ipHash: null });
  await announceAccepted(core, id, proofId);
  const booking = await until(async () => {
    const { booking } = await core.ask.findBooking({ id });
    return booking?.state === 'REVIEW' && booking;
  });
  return { booking, proofId };
}
