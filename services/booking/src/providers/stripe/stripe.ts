import Stripe from 'stripe';
import { z } from 'zod';
import { checkoutKey } from '../checkout-key.ts';
import { type CircuitOptions, createCircuit } from '../circuit.ts';
import {
  type CheckoutRequest,
  type IncomingWebhook,
  type PaymentProvider,
  type ProviderRefund,
  ProviderUnavailable,
} from '../provider.ts';
import { readAnswer, refused } from '../provider-http.ts';
import { toStripe } from './money.ts';
import { paymentOf, readEvent, Session, toReport } from './objects.ts';

export type StripeSettings = {
  readonly secretKey: string;
  /** `whsec_…`, of the endpoint that tells us. */
  readonly webhookSecret: string;
  /** api.stripe.com. */
  readonly apiUrl: string;
};

/** 30 minutes to 24 hours after the creation by Stripe's clock (docs.stripe.com/api/checkout/sessions/create): a minute's difference to ours is allowed for. */
const SESSION_SECONDS = { min: 31 * 60, max: 24 * 60 * 60 - 60 };
const TIMEOUT_MS = 8_000;
/** A webhook that is older is a replay (docs.stripe.com/webhooks/signature). */
const TOLERANCE_SECONDS = 300;
const SESSIONS_LOOKED_THROUGH_MAX = 1_000;

const Ids = z.object({ data: z.array(z.object({ id: z.string().min(1) })) });
const Refund = z.object({ id: z.string().min(1), status: z.string().nullish() });

const expand = ['payment_intent.latest_charge'];

/**
 * Stripe Checkout. A repeat of a creation has the same idempotency key; Stripe refuses it when the end is another by now, and the first session
 * is looked up and given. Ids go into `client_reference_id` and, for the charge, into the payment's metadata.
 */
export function createStripe(
  { secretKey, webhookSecret, apiUrl }: StripeSettings,
  options: Omit<CircuitOptions, 'provider'> & { readonly timeoutMs?: number } = {},
): PaymentProvider {
  const { protocol, hostname, port } = new URL(apiUrl);
  const stripe = new Stripe(secretKey, {
    host: hostname,
    port: port || (protocol === 'http:' ? 80 : 443),
    protocol: protocol === 'http:' ? 'http' : 'https',
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const circuit = createCircuit({ ...options, provider: 'stripe' });
  const { sessions } = stripe.checkout;

  /**
   * What was refused comes back as such; what may be answered tomorrow is thrown. The library takes JSON without `error` for success
   * whatever its status, such as a proxy's 503.
   */
  const ask = <T extends object>(call: () => Promise<T>): Promise<T | Refusal> =>
    circuit(async () => {
      try {
        const answer = await call();
        const { lastResponse } = answer as { lastResponse?: { statusCode: number } };
        const { statusCode = 200 } = lastResponse ?? {};
        if (statusCode >= 300) throw Object.assign(new Error('no success'), { statusCode });
        return answer;
      } catch (error) {
        if (error instanceof Stripe.errors.StripeError && isRefusal(error)) return { error };
        const { name, statusCode } = error as { name?: string; statusCode?: number };
        throw new ProviderUnavailable(`stripe did not answer (${statusCode ?? name})`);
      }
    });

  async function findSession(reference: string): Promise<Session | null> {
    if (reference.startsWith('pi_')) return findSessionOf(reference);
    const found = await ask(() => sessions.retrieve(reference, { expand }));
    if (!('error' in found)) return readAnswer('stripe', Session, found);
    if (found.error.statusCode === 404) return null;
    throw refusal('the look-up', found);
  }

  /** A refund's webhook knows the payment only. */
  async function findSessionOf(payment: string): Promise<Session | null> {
    const found = await ask(() => sessions.list({ payment_intent: payment, limit: 1 }));
    if ('error' in found) throw refusal('the look-up', found);
    const [first] = readAnswer('stripe', Ids, found).data;
    return first ? findSession(first.id) : null;
  }

  /** Stripe cannot look for our key; a session that is open was made within a day. */
  async function findOpen(key: string): Promise<Session | undefined> {
    const since = Math.floor(Date.now() / 1000) - SESSION_SECONDS.max;
    const open = await ask(() =>
      sessions
        .list({ status: 'open', created: { gte: since }, limit: 100 })
        .autoPagingToArray({ limit: SESSIONS_LOOKED_THROUGH_MAX }),
    );
    if ('error' in open) throw refusal('the look-up', open);
    return readAnswer('stripe', z.array(Session), open).find(
      ({ client_reference_id: known }) => known === key,
    );
  }

  /** A repeat whose key is forgotten: of a payment that all went back, the last refund. */
  async function findLastRefund(payment: string, repeat: Refusal): Promise<string> {
    const known = await ask(() => stripe.refunds.list({ payment_intent: payment, limit: 1 }));
    const last = 'error' in known ? undefined : readAnswer('stripe', Ids, known).data[0];
    if (!last) throw refusal('the refund', repeat);
    return last.id;
  }

  return {
    name: 'stripe',
    signsAll: true,
    sessionSeconds: SESSION_SECONDS,

    async createCheckout(request) {
      const key = checkoutKey(request);
      const idempotencyKey = `checkout-${key}`;
      const answer = await ask(() => sessions.create(sessionOf(request), { idempotencyKey }));
      if ('error' in answer && answer.error.type !== 'StripeIdempotencyError')
        throw refusal('the checkout', answer);
      const session =
        'error' in answer ? await findOpen(key) : readAnswer('stripe', Session, answer);
      if (!session?.url) throw refused('stripe', 'the checkout', 'no open session');
      return { reference: session.id, redirectUrl: session.url };
    },

    async readWebhook({ headers, body }: IncomingWebhook) {
      const signature = headers['stripe-signature'];
      if (signature === undefined) return null;
      try {
        const bytes = Buffer.from(body);
        return readEvent(
          stripe.webhooks.constructEvent(bytes, signature, webhookSecret, TOLERANCE_SECONDS),
        );
      } catch (error) {
        // Signed, and yet no JSON: nothing of ours.
        return error instanceof SyntaxError ? [] : null;
      }
    },

    async findReport({ reference }) {
      const session = await findSession(reference);
      return session && toReport(session);
    },

    async expireCheckout({ reference }) {
      const answer = await ask(() => sessions.expire(reference));
      if (!('error' in answer)) return;
      // Only what is open can be ended; any other answer is about what has ended already.
      if ((await findSession(reference))?.status === 'open') throw refusal('to end', answer);
    },

    async refund({ reference, paymentReference, amount, currency, idempotencyKey }) {
      const session = paymentReference === null ? await findSession(reference) : null;
      const payment = paymentReference ?? (session && paymentOf(session));
      if (payment === null) throw refused('stripe', 'the refund', 'no payment');

      const answer = await ask(() =>
        stripe.refunds.create(
          { payment_intent: payment, amount: toStripe(amount, currency) },
          { idempotencyKey: `refund-${idempotencyKey}` },
        ),
      );
      if ('error' in answer) {
        if (answer.error.code !== 'charge_already_refunded') throw refusal('the refund', answer);
        return { reference: await findLastRefund(payment, answer), isDone: true };
      }
      return toRefund(answer);
    },

    async findRefund(reference) {
      const answer = await ask(() => stripe.refunds.retrieve(reference));
      if ('error' in answer) throw refusal('the look-up', answer);
      return toRefund(answer);
    },
  };
}

/** docs.stripe.com/api/refunds/object: `pending` and `requires_action` may still fail. */
function toRefund(answer: unknown): ProviderRefund {
  const { id, status } = readAnswer('stripe', Refund, answer);
  if (status === 'failed' || status === 'canceled') throw refused('stripe', 'the refund', status);
  return { reference: id, isDone: status !== 'pending' && status !== 'requires_action' };
}

type Refusal = { readonly error: InstanceType<typeof Stripe.errors.StripeError> };

/** 401 and 403: an operator can mend a key. 409: the same request is being worked on. */
const isRefusal = ({ statusCode = 500 }: Refusal['error']) =>
  statusCode >= 400 && statusCode < 500 && ![401, 403, 408, 409, 429].includes(statusCode);

const refusal = (what: string, { error }: Refusal) =>
  refused('stripe', what, error.code ?? error.statusCode ?? error.type);

function sessionOf({ customer, ...request }: CheckoutRequest) {
  const checkout = checkoutKey(request);
  return {
    mode: 'payment' as const,
    client_reference_id: checkout,
    metadata: { checkout },
    payment_intent_data: { metadata: { checkout }, description: request.code },
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: request.currency.toLowerCase(),
          unit_amount: toStripe(request.amount, request.currency),
          product_data: { name: request.description },
        },
      },
    ],
    expires_at: Math.floor(Date.now() / 1000) + request.expiresInSeconds,
    success_url: request.returnUrl,
    cancel_url: request.returnUrl,
    locale: request.language,
    ...(customer.email !== null && { customer_email: customer.email }),
  };
}
