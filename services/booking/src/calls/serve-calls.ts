import * as contracts from '@karcis/contracts';
import type { BookingAnswer, BookingRefusal, RequestOf } from '@karcis/contracts';
import { each, serve, type Server, type Transact } from '@karcis/messaging';
import type { Logger } from '@karcis/telemetry';
import type { NatsConnection } from '@nats-io/transport-node';
import { approve } from '../commands/approve.ts';
import { eraseAsked } from '../commands/erase.ts';
import type { createHold } from '../commands/hold.ts';
import { type Circumstances, execute } from '../commands/execute.ts';
import { prepare } from '../commands/prepare-proof.ts';
import { oweAll } from '../commands/refund.ts';
import { chooseMethod } from '../commands/select-method.ts';
import { askForLock, type LockPlaces, submit } from '../commands/submit.ts';
import * as methods from '../db/payment-methods.ts';
import type { BookingDatabase, Db } from '../db/schema.ts';
import type { BookingCommand } from '../domain/booking.ts';
import { findAudit } from '../queries/find-audit.ts';
import { findBookings } from '../queries/find-bookings.ts';
import { findProofOutcome } from '../queries/find-proof-outcome.ts';
import { findRecipients } from '../queries/find-recipients.ts';
import { listAccountBookings } from '../queries/list-account-bookings.ts';
import { listBookings } from '../queries/list-bookings.ts';
import { readStats } from '../queries/read-stats.ts';
import type { Telemetry } from '../telemetry.ts';
import type { TicketTokens } from '../tickets/ticket-tokens.ts';

export type CallDeps = {
  readonly nc: NatsConnection;
  readonly db: Db;
  readonly transact: Transact<BookingDatabase>;
  readonly telemetry: Telemetry;
  readonly hold: ReturnType<typeof createHold>;
  readonly lock: LockPlaces;
  readonly tokens: Pick<TicketTokens, 'withTokens'>;
  readonly timeZone: string;
  /** Whose methods may be chosen. */
  readonly providers: readonly contracts.PaymentProviderName[];
  readonly log: Logger;
};

/** The service's door for questions and commands. */
export function serveCalls(deps: CallDeps): Server[] {
  const { nc, db, transact, telemetry, hold, lock, tokens, timeZone, providers, log } = deps;
  /**
   * What comes while one batch is with capacity or being written makes the next one larger, and so cheaper; a second one of its
   * size goes beside it, so that one is with capacity while the other is being written.
   */
  const patience = { inFlight: 1, ms: 200 };
  const holdsAtOnce = { queue: 'booking', maxInFlight: 2, patience, maxItems: 256, log };
  /** Commands run side by side: each is one row's business. */
  const commandsAtOnce = { queue: 'booking', maxInFlight: 64, maxItems: 256, log };
  const queriesAtOnce = { queue: 'booking', maxInFlight: 2, maxItems: 256, log };

  /** Runs one command in a transaction of its own and answers the booking as it is then. */
  async function run(
    bookingId: string,
    command: BookingCommand,
    circumstances: Circumstances,
  ): Promise<BookingAnswer> {
    const outcome = await transact((unit) =>
      execute(unit, telemetry, bookingId, command, circumstances),
    );
    return answer(bookingId, outcome.ok ? null : outcome.refusal);
  }

  async function answer(bookingId: string, refusal: BookingRefusal | null): Promise<BookingAnswer> {
    if (refusal) return { ok: false, refusal };
    const [booking] = await findBookings(db, tokens, [{ id: bookingId }]);
    return booking ? { ok: true, booking } : { ok: false, refusal: { code: 'booking-not-found' } };
  }

  async function submitForm({
    bookingId,
    proofId,
    ipHash,
  }: RequestOf<typeof contracts.submitForm>) {
    const places = await askForLock(db, lock, bookingId, proofId);
    const outcome = await transact((unit) =>
      submit(unit, telemetry, { bookingId, proofId, places, ipHash }),
    );
    return answer(bookingId, outcome.ok ? null : outcome.refusal);
  }

  async function prepareProof(request: RequestOf<typeof contracts.prepareProof>) {
    const refusal = await transact((unit) => prepare(unit, request));
    return refusal ? ({ ok: false, refusal } as const) : ({ ok: true } as const);
  }

  return [
    serve(nc, contracts.holdBooking, hold, holdsAtOnce),
    serve(
      nc,
      contracts.selectMethod,
      each(async (request) => {
        const refusal = await transact((unit) => chooseMethod(unit, telemetry, request, providers));
        return answer(request.bookingId, refusal);
      }),
      commandsAtOnce,
    ),
    serve(nc, contracts.prepareProof, each(prepareProof), commandsAtOnce),
    serve(nc, contracts.submitForm, each(submitForm), commandsAtOnce),
    serve(
      nc,
      contracts.cancelBooking,
      each(({ bookingId, ipHash }) => run(bookingId, { type: 'cancel' }, { ipHash })),
      commandsAtOnce,
    ),
    serve(
      nc,
      contracts.approveBooking,
      each(async (request) => {
        const outcome = await transact((unit) => approve(unit, telemetry, request));
        return answer(request.bookingId, outcome.ok ? null : outcome.refusal);
      }),
      commandsAtOnce,
    ),
    serve(
      nc,
      contracts.rejectBooking,
      each(async ({ bookingId, ipHash, reason }) => {
        const circumstances = { ipHash, patch: { rejection_reason: reason } };
        const outcome = await transact(async (unit) => {
          const rejected = { type: 'reject' } as const;
          const done = await execute(unit, telemetry, bookingId, rejected, circumstances);
          if (done.ok && done.changed) await oweAll(unit, telemetry, bookingId);
          return done;
        });
        return answer(bookingId, outcome.ok ? null : outcome.refusal);
      }),
      commandsAtOnce,
    ),
    serve(
      nc,
      contracts.eraseBookings,
      each((request) => eraseAsked({ db, transact, telemetry }, request)),
      commandsAtOnce,
    ),
    serve(
      nc,
      contracts.findBooking,
      async (refs) => (await findBookings(db, tokens, refs)).map((booking) => ({ booking })),
      queriesAtOnce,
    ),
    serve(
      nc,
      contracts.findProofOutcome,
      each((request) => findProofOutcome(db, tokens, request)),
      queriesAtOnce,
    ),
    serve(
      nc,
      contracts.findRecipient,
      (requests) =>
        findRecipients(
          db,
          tokens,
          requests.map(({ bookingId }) => bookingId),
        ),
      queriesAtOnce,
    ),
    serve(
      nc,
      contracts.findAudit,
      each(({ bookingId }) => findAudit(db, bookingId)),
      queriesAtOnce,
    ),
    serve(
      nc,
      contracts.listBookings,
      each((request) => listBookings(db, request)),
      queriesAtOnce,
    ),
    serve(
      nc,
      contracts.listAccountBookings,
      each((request) => listAccountBookings(db, request)),
      queriesAtOnce,
    ),
    // Whoever asks at the same moment gets the same numbers.
    serve(
      nc,
      contracts.readStats,
      async (requests) => {
        const stats = await readStats(db, timeZone);
        return requests.map(() => stats);
      },
      queriesAtOnce,
    ),
    serve(
      nc,
      contracts.listPaymentMethods,
      async (requests) => {
        const data = await methods.listActiveMethods(db, providers);
        return requests.map(() => ({ data }));
      },
      queriesAtOnce,
    ),
    serve(
      nc,
      contracts.listAllPaymentMethods,
      each((page) => methods.listMethods(db, page)),
      queriesAtOnce,
    ),
    serve(
      nc,
      contracts.createPaymentMethod,
      each(async ({ id, method }) => ({ method: await methods.createMethod(db, id, method) })),
      commandsAtOnce,
    ),
    serve(
      nc,
      contracts.updatePaymentMethod,
      each(async ({ id, changes }) => ({ method: await methods.updateMethod(db, id, changes) })),
      commandsAtOnce,
    ),
    serve(
      nc,
      contracts.removePaymentMethod,
      each(async ({ id }) => ({ removed: await methods.removeMethod(db, id) })),
      commandsAtOnce,
    ),
  ];
}
