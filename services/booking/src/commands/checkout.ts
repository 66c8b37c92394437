import type {
  BookingRefusal,
  Checkout,
  extendHold,
  openCheckout,
  RequestOf,
  ResponseOf,
} from '@karcis/contracts';
import type { Transact } from '@karcis/messaging';
import { lockBooking, readNow } from '../db/bookings.ts';
import { findItemFacts } from '../db/items.ts';
import { findMethodToPay } from '../db/payment-methods.ts';
import { findOpenSession, insertSession, type PaymentRow } from '../db/payments.ts';
import type { BookingDatabase, BookingsTable, Db } from '../db/schema.ts';
import { checkoutSeconds } from '../domain/payment.ts';
import {
  type CheckoutSession,
  type PaymentProvider,
  type ProviderName,
  ProviderRefused,
  ProviderUnavailable,
} from '../providers/provider.ts';
import type { Telemetry } from '../telemetry.ts';
import { execute } from './execute.ts';
import { expire } from './expire.ts';

type CheckoutCommand = RequestOf<typeof openCheckout>;
type Answer = ResponseOf<typeof openCheckout>;

export type CheckoutDeps = {
  readonly db: Db;
  readonly transact: Transact<BookingDatabase>;
  readonly telemetry: Telemetry;
  readonly extend: (
    request: RequestOf<typeof extendHold>,
  ) => Promise<ResponseOf<typeof extendHold>>;
  /** Those that are offered. */
  readonly providers: ReadonlyMap<ProviderName, PaymentProvider>;
  /** How long people are given to pay. */
  readonly seconds: number;
  /** See `checkoutSeconds`. */
  readonly shortestSeconds: number | undefined;
};

type Refused = { readonly refusal: BookingRefusal };
type Method = { readonly id: string; readonly provider: PaymentProvider };
type Session = CheckoutSession & { readonly expiresAt: Date };

/**
 * Extends the hold, makes the provider's session, then commits PENDING, in this order: each step can be done again with the same
 * result, so a crash between any two is mended by the next call, or ended by the hold's timer. Nobody sees a session's address
 * before it is written down, so one that was not is never paid.
 */
export function createCheckout(deps: CheckoutDeps) {
  const { db, transact, telemetry, extend, providers, seconds, shortestSeconds } = deps;

  return async (command: CheckoutCommand): Promise<Answer> => {
    const booking = await findRow(command.bookingId);
    if (!booking) return refused({ code: 'booking-not-found' });
    if (booking.state !== 'HOLD') return answerOpen(booking);

    const method = await findMethod(command, booking);
    if (!method) return refused({ code: 'payment-method-not-found' });
    const extended = await extendFor(booking, method.provider, command.ipHash);
    if ('refusal' in extended) return refused(extended.refusal);
    const session = await createSession(command, booking, method.provider, extended);
    if ('refusal' in session) return refused(session.refusal);
    return commit(command, booking, method, session);
  };

  function findRow(id: string) {
    return db.selectFrom('bookings').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** A repeat gets the session that is open. */
  async function answerOpen(booking: BookingsTable): Promise<Answer> {
    const { state } = booking;
    const open =
      state === 'PENDING' ? await findOpenSession(db, booking.id, booking.epoch) : undefined;
    if (open) return opened(booking, toSession(open));
    return refused(
      state === 'EXPIRED' ? { code: 'hold-expired' } : { code: 'invalid-transition', state },
    );
  }

  async function findMethod(
    { methodId }: CheckoutCommand,
    { method_id: chosen, amount }: BookingsTable,
  ): Promise<Method | undefined> {
    // There is nothing to pay for.
    if (amount === 0) return undefined;
    const row = await findMethodToPay(db, methodId, chosen, [...providers.keys()]);
    const provider = row && providers.get(row.provider);
    return row && provider && { id: row.id, provider };
  }

  /** Capacity extends a hold once; its answer is the same ever after. The booking tells of the new end at once. */
  async function extendFor(
    { id: bookingId, epoch, state }: BookingsTable,
    { sessionSeconds }: PaymentProvider,
    ipHash: string | null,
  ): Promise<Refused | { expiresAt: Date; leftSeconds: number }> {
    const answer = await extend({
      bookingId,
      epoch,
      seconds: checkoutSeconds(seconds, sessionSeconds, shortestSeconds),
    });
    if (answer.outcome === 'not-allowed' || answer.outcome === 'stale')
      return { refusal: { code: 'invalid-transition', state } };
    if (answer.outcome !== 'ok') {
      await transact((unit) => expire(unit, telemetry, { bookingId, epoch }));
      return { refusal: { code: 'hold-expired' } };
    }
    if (answer.state !== 'HELD' || !answer.expiresAt)
      return { refusal: { code: 'invalid-transition', state } };

    const expiresAt = new Date(answer.expiresAt);
    await transact(async (unit) => {
      const locked = await lockBooking(unit.trx, bookingId);
      if (!locked || locked.hold_expires_at.getTime() === expiresAt.getTime()) return;
      const patch = { hold_expires_at: expiresAt };
      await execute(unit, telemetry, bookingId, { type: 'extend-hold' }, { ipHash, patch });
    });
    const leftMs = expiresAt.getTime() - Date.parse(answer.at);
    return { expiresAt, leftSeconds: Math.floor(leftMs / 1000) };
  }

  async function createSession(
    { returnUrl, language }: CheckoutCommand,
    booking: BookingsTable,
    provider: PaymentProvider,
    { expiresAt, leftSeconds }: { expiresAt: Date; leftSeconds: number },
  ): Promise<Refused | Session> {
    const item = await findItemFacts(db, booking.item_id, booking.item_version);
    try {
      const session = await provider.createCheckout({
        bookingId: booking.id,
        code: booking.code,
        epoch: booking.epoch,
        amount: booking.amount,
        currency: booking.currency,
        description: item?.title ?? booking.code,
        // What the provider lets live longer than the hold is ended by the poll.
        expiresInSeconds: Math.max(leftSeconds, provider.sessionSeconds.min),
        returnUrl,
        language,
        customer: { name: booking.name, email: booking.email, whatsapp: booking.whatsapp },
      });
      return { ...session, expiresAt };
    } catch (error) {
      if (!(error instanceof ProviderUnavailable || error instanceof ProviderRefused)) throw error;
      telemetry.paymentTrouble(provider.name, 'checkout', error);
      return { refusal: { code: 'payment-provider-unavailable' } };
    }
  }

  /** A rival's session that came first stands; ours, which nobody has seen, is ended. */
  async function commit(
    { ipHash }: CheckoutCommand,
    booking: BookingsTable,
    { id: methodId, provider }: Method,
    session: Session,
  ): Promise<Answer> {
    const { id: bookingId, epoch } = booking;
    const standing = await transact(async (unit): Promise<Refused | Session> => {
      const patch = { method_id: methodId, amount_due: null };
      const command = { type: 'open-checkout' } as const;
      const outcome = await execute(unit, telemetry, bookingId, command, { ipHash, patch });
      if (!outcome.ok) return { refusal: outcome.refusal };
      if (!outcome.changed) {
        const open = await findOpenSession(unit.trx, bookingId, epoch);
        return open
          ? toSession(open)
          : { refusal: { code: 'invalid-transition', state: outcome.row.state } };
      }
      const { amount, currency } = booking;
      await insertSession(unit.trx, {
        ...{ bookingId, epoch, amount, currency, ...session },
        provider: provider.name,
        at: await readNow(unit.trx),
      });
      return session;
    });

    const isOurs = !('refusal' in standing) && standing.reference === session.reference;
    if (!isOurs) await endUnseen(provider, { bookingId, epoch, reference: session.reference });
    return 'refusal' in standing ? refused(standing.refusal) : opened(booking, standing);
  }

  async function endUnseen(
    provider: PaymentProvider,
    checkout: Parameters<PaymentProvider['expireCheckout']>[0],
  ): Promise<void> {
    try {
      await provider.expireCheckout(checkout);
    } catch (error) {
      // Nobody knows its address, so nobody can pay it.
      telemetry.paymentTrouble(provider.name, 'checkout', error);
    }
  }
}

const toSession = ({
  reference,
  redirect_url: redirectUrl,
  expires_at: at,
}: PaymentRow): Session => {
  if (reference === null || redirectUrl === null || at === null)
    throw new Error('an open session has no address');
  return { reference, redirectUrl, expiresAt: at };
};

const opened = ({ code }: BookingsTable, { redirectUrl, expiresAt }: Session): Answer => {
  const checkout: Checkout = { redirectUrl, expiresAt: expiresAt.toISOString() };
  return { ok: true, code, checkout };
};

const refused = (refusal: BookingRefusal): Answer => ({ ok: false, refusal });
