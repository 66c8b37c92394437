import { createHash, randomUUID } from 'node:crypto';
import {
  type LocalAnswer,
  type LocalProvider,
  type LocalProviderOptions,
  type LocalRequest,
  type Order,
  startLocalProvider,
} from './local-provider.ts';
import { createWebhookSender } from './webhook-sender.ts';

export type LocalMidtransOptions = LocalProviderOptions & { readonly serverKey?: string };

/** `begun`: a method was chosen; before that the Core API knows nothing of an order. */
type MidtransOrder = Order & {
  begun: boolean;
  /** A card is captured first and settled a day later; `challenge` waits for the merchant. */
  card: 'none' | 'accept' | 'challenge';
  readonly refunds: Map<string, number>;
};

export type LocalMidtrans = LocalProvider & {
  readonly serverKey: string;
  /** As the customer: chooses a method, which begins the order and says `pending`. */
  choose(id: string): void;
  payByCard(id: string, fraud: 'accept' | 'challenge'): void;
};

const STATUS = {
  open: 'pending',
  paid: 'settlement',
  failed: 'deny',
  expired: 'expire',
  refunded: 'refund',
} as const;
const CODE = { open: '201', paid: '200', failed: '202', expired: '407', refunded: '200' } as const;

/** Midtrans: Snap and the Core API on one address, in memory. */
export async function startLocalMidtrans(
  options: LocalMidtransOptions = {},
): Promise<LocalMidtrans> {
  const { serverKey = 'SB-Mid-server-local', webhookUrl, now = Date.now } = options;
  const orders = new Map<string, MidtransOrder>();
  const authorization = `Basic ${Buffer.from(`${serverKey}:`).toString('base64')}`;
  const webhooks = createWebhookSender({
    url: webhookUrl,
    secret: serverKey,
    // The signature is within the body.
    sign: (body) => ({ headers: {}, body }),
  });

  const describe = (order: MidtransOrder) => ({
    order_id: order.id,
    transaction_id: order.payments.at(-1) ?? `waiting-${order.id}`,
    status_code: CODE[order.state],
    status_message: 'midtrans payment notification',
    transaction_status:
      order.card !== 'none' && order.state === 'paid' ? 'capture' : STATUS[order.state],
    ...(order.card !== 'none' && { payment_type: 'credit_card', fraud_status: order.card }),
    ...(order.card === 'none' && { payment_type: 'qris', fraud_status: 'accept' }),
    gross_amount: `${order.amount}.00`,
    currency: order.currency,
  });

  function announce(order: MidtransOrder): void {
    order.begun = true;
    const news = describe(order);
    webhooks.send((secret) => {
      const { order_id, status_code, gross_amount } = news;
      const signed = order_id + status_code + gross_amount + secret;
      return { ...news, signature_key: createHash('sha512').update(signed).digest('hex') };
    }, order.amount);
  }

  const coded = (code: string, rest: object = {}): LocalAnswer => ({
    status: code === '404' ? 404 : 200,
    body: { status_code: code, ...rest },
  });

  function create({ body }: LocalRequest, url: string): LocalAnswer {
    const { transaction_details: details, callbacks, page_expiry: life } = JSON.parse(body);
    const id = String(details.order_id);
    const known = orders.get(id);
    if (known?.begun || id.length > 50) {
      const message = 'transaction_details.order_id has already been taken';
      return { status: 400, body: { error_messages: [message] } };
    }
    const order: MidtransOrder = {
      ...{ id, amount: Number(details.gross_amount), currency: 'IDR' },
      ...{ finishUrl: callbacks.finish, expiresAt: now() + life.duration * 60_000 },
      ...{ state: 'open', payments: [], begun: false, card: 'none', refunds: new Map() },
    };
    orders.set(id, order);
    const redirect_url = `${url}/pay/${encodeURIComponent(id)}`;
    return { status: 201, body: { token: randomUUID(), redirect_url } };
  }

  function core(order: MidtransOrder, action: string, body: string): LocalAnswer | undefined {
    switch (action) {
      case 'status':
        return coded(CODE[order.state], describe(order));
      case 'expire':
        if (order.state !== 'open') return coded('412');
        order.state = 'expired';
        announce(order);
        return coded('407', describe(order));
      case 'cancel':
        if (order.state !== 'paid' || order.card === 'none') return coded('412');
        order.state = 'refunded';
        return coded('200', describe(order));
      case 'refund':
        return refund(order, JSON.parse(body));
    }
    return undefined;
  }

  function refund(
    order: MidtransOrder,
    { refund_key: key, amount }: { refund_key: string; amount: number },
  ): LocalAnswer {
    const done = coded('200', { refund_key: key, refund_chargeback_id: 7, refund_amount: amount });
    if (order.refunds.get(key) === amount) return done;
    if (order.state !== 'paid' || order.card !== 'none' || amount > order.amount)
      return coded('412');
    order.refunds.set(key, amount);
    order.state = 'refunded';
    announce(order);
    return done;
  }

  const local = await startLocalProvider<MidtransOrder>(options, (url) => ({
    ...{ orders, announce, webhooks, nextPaymentId: randomUUID },
    isAllowed: ({ headers }) => headers.authorization === authorization,
    denied: { status: 401, body: { error_messages: ['Access denied'] } },
    api(request) {
      const { method, path, body } = request;
      if (method === 'POST' && path === '/snap/v1/transactions') return create(request, url());
      const [, , id = '', action = ''] = path.split('/');
      const order = orders.get(decodeURIComponent(id));
      return order?.begun ? core(order, action, body) : coded('404');
    },
  }));

  const find = (id: string) => {
    const order = orders.get(id);
    if (!order) throw new Error(`there is no order ${id}`);
    return order;
  };
  return {
    ...local,
    serverKey,
    choose: (id) => announce(find(id)),
    payByCard(id, fraud) {
      find(id).card = fraud;
      local.pay(id);
    },
  };
}
