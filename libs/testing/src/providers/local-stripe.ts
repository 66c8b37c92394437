import { createHmac, randomUUID } from 'node:crypto';
import {
  type LocalAnswer,
  type LocalProvider,
  type LocalProviderOptions,
  type LocalRequest,
  type Order,
  startLocalProvider,
} from './local-provider.ts';
import { createWebhookSender } from './webhook-sender.ts';

export type LocalStripeOptions = LocalProviderOptions & {
  readonly secretKey?: string;
  readonly webhookSecret?: string;
};

export type LocalStripe = LocalProvider & {
  readonly secretKey: string;
  readonly webhookSecret: string;
};

type Session = Order & {
  readonly checkout: string;
  readonly createdAt: number;
  /** Of the one payment that a session has, once somebody tried. */
  payment: string | null;
};

const EVENT = {
  open: 'checkout.session.completed',
  paid: 'checkout.session.completed',
  failed: 'checkout.session.async_payment_failed',
  expired: 'checkout.session.expired',
  refunded: 'charge.refunded',
} as const;

const newId = (kind: string) => `${kind}_${randomUUID().replaceAll('-', '')}`;

/** Stripe Checkout and its refunds, in memory. */
export async function startLocalStripe(options: LocalStripeOptions = {}): Promise<LocalStripe> {
  const { secretKey = 'sk_test_local', webhookSecret = 'whsec_local' } = options;
  const { webhookUrl, now = Date.now } = options;
  const orders = new Map<string, Session>();
  const answered = new Map<string, { readonly asked: string; readonly answer: LocalAnswer }>();
  const refunds: { readonly id: string; readonly payment_intent: string | null }[] = [];
  const webhooks = createWebhookSender({
    url: webhookUrl,
    secret: webhookSecret,
    sign(body, secret) {
      const at = Math.floor(now() / 1000);
      const v1 = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
      return { headers: { 'stripe-signature': `t=${at},v1=${v1}` }, body };
    },
  });

  const charge = (session: Session) => ({
    ...{ id: `ch_of_${session.id}`, object: 'charge', amount: session.amount },
    amount_refunded: session.state === 'refunded' ? session.amount : 0,
    refunded: session.state === 'refunded',
    ...{ currency: session.currency.toLowerCase(), payment_intent: session.payment },
    metadata: { checkout: session.checkout },
  });

  const isPaid = ({ state }: Session) => state === 'paid' || state === 'refunded';

  function statusOf({ state }: Session): string {
    return state === 'open' || state === 'expired' ? state : 'complete';
  }

  const describe = (session: Session, url: string, expanded = false) => ({
    ...{ id: session.id, object: 'checkout.session', client_reference_id: session.checkout },
    status: statusOf(session),
    payment_status: isPaid(session) ? 'paid' : 'unpaid',
    amount_total: session.amount,
    currency: session.currency.toLowerCase(),
    payment_intent:
      expanded && session.payment !== null
        ? {
            ...{ id: session.payment, object: 'payment_intent' },
            status: isPaid(session) ? 'succeeded' : 'requires_payment_method',
            latest_charge: isPaid(session) ? charge(session) : null,
          }
        : session.payment,
    url: session.state === 'open' ? `${url}/pay/${session.id}` : null,
    expires_at: Math.floor(session.expiresAt / 1000),
    metadata: { checkout: session.checkout },
  });

  function announce(session: Session): void {
    session.payment ??= newId('pi');
    const object = session.state === 'refunded' ? charge(session) : describe(session, '');
    const event = { id: newId('evt'), object: 'event', type: EVENT[session.state] };
    webhooks.send(() => ({ ...event, data: { object } }), session.amount);
  }

  const failed = (status: number, type: string, code?: string): LocalAnswer => ({
    status,
    body: { error: { type, ...(code && { code }), message: 'the local server says no' } },
  });

  function create({ body }: LocalRequest, url: string): LocalAnswer {
    const form = new URLSearchParams(body);
    const expiresAt = Number(form.get('expires_at')) * 1000;
    const livesMs = expiresAt - now();
    if (livesMs < 30 * 60_000 || livesMs > 24 * 60 * 60_000)
      return failed(400, 'invalid_request_error', 'parameter_invalid_integer');
    const session: Session = {
      ...{ id: newId('cs_test'), checkout: form.get('client_reference_id') ?? '' },
      amount: Number(form.get('line_items[0][price_data][unit_amount]')),
      currency: (form.get('line_items[0][price_data][currency]') ?? '').toUpperCase(),
      finishUrl: form.get('success_url') ?? '',
      ...{ expiresAt, createdAt: now(), state: 'open', payments: [], payment: null },
    };
    orders.set(session.id, session);
    return { status: 200, body: describe(session, url) };
  }

  function refund({ body }: LocalRequest): LocalAnswer {
    const form = new URLSearchParams(body);
    const payment = form.get('payment_intent');
    const session = [...orders.values()].find((each) => each.payment === payment);
    if (!session) return failed(404, 'invalid_request_error', 'resource_missing');
    if (session.state === 'refunded')
      return failed(400, 'invalid_request_error', 'charge_already_refunded');
    const amount = Number(form.get('amount'));
    if (session.state !== 'paid' || amount > session.amount)
      return failed(400, 'invalid_request_error', 'amount_too_large');
    session.state = 'refunded';
    announce(session);
    const made = { id: newId('re'), object: 'refund', amount, status: 'succeeded' };
    refunds.unshift({ ...made, payment_intent: payment });
    return { status: 200, body: refunds[0] };
  }

  function expire(session: Session, url: string): LocalAnswer {
    if (session.state !== 'open') return failed(400, 'invalid_request_error');
    session.state = 'expired';
    announce(session);
    return { status: 200, body: describe(session, url) };
  }

  function list({ query }: LocalRequest, url: string): LocalAnswer {
    const [payment, status] = [query.get('payment_intent'), query.get('status')];
    const data = [...orders.values()]
      .filter((each) => payment === null || each.payment === payment)
      .filter((each) => status === null || statusOf(each) === status)
      .map((each) => describe(each, url));
    return { status: 200, body: { object: 'list', data, has_more: false } };
  }

  /** docs.stripe.com/api/idempotent_requests: the same answer again, an error for other parameters. */
  function once(request: LocalRequest, work: () => LocalAnswer): LocalAnswer {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string') return work();
    const before = answered.get(key);
    if (before)
      return before.asked === request.body ? before.answer : failed(400, 'idempotency_error');
    const answer = work();
    answered.set(key, { asked: request.body, answer });
    return answer;
  }

  function answer(request: LocalRequest, url: string): LocalAnswer | undefined {
    const call = `${request.method} ${request.path}`;
    if (call === 'POST /v1/checkout/sessions') return once(request, () => create(request, url));
    if (call === 'POST /v1/refunds') return once(request, () => refund(request));
    if (call === 'GET /v1/refunds') {
      const payment = request.query.get('payment_intent');
      const data = refunds.filter((each) => each.payment_intent === payment);
      return { status: 200, body: { object: 'list', data, has_more: false } };
    }
    const known = refunds.find(({ id }) => call === `GET /v1/refunds/${id}`);
    if (known) return { status: 200, body: known };
    if (call === 'GET /v1/checkout/sessions') return list(request, url);
    const [, id = '', action] =
      /^\/v1\/checkout\/sessions\/([^/]+)(\/expire)?$/.exec(request.path) ?? [];
    const session = orders.get(id);
    if (!session) return failed(404, 'invalid_request_error', 'resource_missing');
    const expanded = [...request.query.keys()].some((key) => key.startsWith('expand'));
    return action ? expire(session, url) : { status: 200, body: describe(session, url, expanded) };
  }

  const local = await startLocalProvider<Session>(options, (url) => ({
    ...{ orders, announce, webhooks, nextPaymentId: () => newId('pay') },
    isAllowed: ({ headers }) => headers.authorization === `Bearer ${secretKey}`,
    denied: failed(401, 'invalid_request_error'),
    api: (request) => answer(request, url()),
  }));
  return { ...local, secretKey, webhookSecret };
}
