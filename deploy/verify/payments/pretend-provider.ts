import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  type CheckoutRequest,
  type IncomingWebhook,
  type PaymentProvider,
  type ProviderName,
  ProviderRefused,
  type ProviderReport,
  ProviderUnavailable,
} from '../../../services/booking/src/providers/provider.ts';

const SECRET = 'a secret between a provider and booking';

type Money = { readonly amount: number; readonly currency: string };
type Session = {
  readonly request: CheckoutRequest;
  readonly reference: string;
  ended: boolean;
  readonly payments: (Money & { readonly reference: string })[];
};

export type PretendProvider = ReturnType<typeof createPretendProvider>;

/**
 * A payment provider in memory behind booking's port, for what is asked of booking itself: every failure and order can be brought
 * about exactly. The real protocols are tested with the providers' local servers.
 */
export function createPretendProvider(name: ProviderName = 'midtrans') {
  const sessions = new Map<string, Session>();
  const refunds = new Map<string, Money & { readonly payment: string | null }>();
  const asked: string[] = [];
  let made = 0;
  const mood = {
    /** Does not answer at all. */
    away: false,
    /** Says no to refunds. */
    refuses: false,
    /** Whoever asks waits for it, before anything happens. */
    gate: Promise.resolve() as Promise<unknown>,
  };

  const keyOf = ({ bookingId, epoch }: { bookingId: string; epoch: number }) =>
    `${bookingId}.${epoch}`;
  async function answer(what: string): Promise<void> {
    asked.push(what);
    await mood.gate;
    if (mood.away) throw new ProviderUnavailable(`${name} is away`);
  }

  const report = (session: Session, changes: Partial<ProviderReport> = {}): ProviderReport => {
    const { request, reference, payments, ended } = session;
    const payment = payments.at(0);
    const paid = payment && refunds.has(payment.reference) ? 'refunded' : 'paid';
    return {
      eventId: `${reference}-${payment?.reference ?? ''}-${payment ? paid : ended}`,
      status: payment ? paid : ended ? 'expired' : 'open',
      booking: { id: request.bookingId, epoch: request.epoch },
      reference,
      paymentReference: payment?.reference ?? null,
      amount: payment?.amount ?? request.amount,
      currency: payment?.currency ?? request.currency,
      ...changes,
    };
  };

  const provider: PaymentProvider = {
    name,
    signsAll: true,
    sessionSeconds: { min: 1, max: 86_400 },
    async createCheckout(request) {
      await answer('create');
      const known = sessions.get(keyOf(request));
      const reference = known?.reference ?? `${name}-session-${(made += 1)}`;
      if (!known) sessions.set(keyOf(request), { request, reference, ended: false, payments: [] });
      return { reference, redirectUrl: `https://${name}.example/pay/${reference}` };
    },
    async readWebhook({ headers, body }) {
      const given = Buffer.from(headers['x-signature'] ?? '', 'hex');
      const wanted = createHmac('sha256', SECRET).update(body).digest();
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
      return JSON.parse(Buffer.from(body).toString()) as ProviderReport[];
    },
    async findReport(checkout) {
      await answer('find');
      const session = sessions.get(keyOf(checkout));
      return session ? report(session) : null;
    },
    async expireCheckout(checkout) {
      await answer('expire');
      const session = sessions.get(keyOf(checkout));
      if (session) session.ended = true;
    },
    async refund({ idempotencyKey, paymentReference, amount, currency }) {
      await answer('refund');
      if (mood.refuses) throw new ProviderRefused('the balance is too low');
      refunds.set(paymentReference ?? idempotencyKey, {
        amount,
        currency,
        payment: paymentReference,
      });
      return { reference: `refund-${idempotencyKey}`, isDone: true };
    },
  };

  const find = (bookingId: string, epoch = 1): Session => {
    const session = sessions.get(keyOf({ bookingId, epoch }));
    if (!session) throw new Error('the provider has no such session');
    return session;
  };

  return {
    provider,
    mood,
    /** What it was asked, in order. */
    asked,
    refunds,
    find,
    has: (bookingId: string) => sessions.has(keyOf({ bookingId, epoch: 1 })),
    /** A person pays the session, right or wrong. */
    pay(bookingId: string, money: Partial<Money> = {}): ProviderReport {
      const session = find(bookingId);
      const { amount, currency } = session.request;
      const reference = `${session.reference}-payment-${session.payments.length + 1}`;
      session.payments.push({ amount, currency, ...money, reference });
      return report(session, { paymentReference: reference, eventId: `${reference}-paid` });
    },
    /** A session that booking does not know of, paid. */
    payUnknown(request: CheckoutRequest): ProviderReport {
      const reference = `${name}-session-${(made += 1)}`;
      const { amount, currency } = request;
      const payments = [{ amount, currency, reference: `${reference}-payment-1` }];
      const session = { request, reference, ended: false, payments };
      sessions.set(keyOf(request), session);
      return report(session);
    },
    report: (bookingId: string, changes?: Partial<ProviderReport>) =>
      report(find(bookingId), changes),
  };
}

/** A webhook as the pretended provider signs it. */
export function signed(...reports: readonly ProviderReport[]): IncomingWebhook {
  const body = Buffer.from(JSON.stringify(reports));
  return {
    headers: { 'x-signature': createHmac('sha256', SECRET).update(body).digest('hex') },
    body,
  };
}
