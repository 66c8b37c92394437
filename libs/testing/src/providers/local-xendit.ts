import { randomUUID } from 'node:crypto';
import {
  type LocalAnswer,
  type LocalProvider,
  type LocalProviderOptions,
  type LocalRequest,
  type Order,
  startLocalProvider,
} from './local-provider.ts';
import { createWebhookSender } from './webhook-sender.ts';

export type LocalXenditOptions = LocalProviderOptions & {
  readonly secretKey?: string;
  readonly callbackToken?: string;
};

export type LocalXendit = LocalProvider & {
  readonly secretKey: string;
  readonly callbackToken: string;
  /** Refunds that are asked for from now on wait for the bank, until `endRefunds`. */
  holdRefunds(): void;
  /** The bank's word on those that wait. */
  endRefunds(status: 'SUCCEEDED' | 'FAILED'): void;
};

type Invoice = Order & { readonly externalId: string };
type Refund = {
  readonly id: string;
  readonly invoice_id: string;
  readonly reference_id: string | null;
  readonly amount: number;
  readonly currency: string;
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
};

const STATUS = {
  open: 'PENDING',
  paid: 'PAID',
  // An invoice stays payable after a try that failed, and stays paid when its money went back.
  failed: 'PENDING',
  expired: 'EXPIRED',
  refunded: 'SETTLED',
} as const;

/** Xendit's invoices and refunds, in memory. */
export async function startLocalXendit(options: LocalXenditOptions = {}): Promise<LocalXendit> {
  const { secretKey = 'xnd_local', callbackToken = 'local-token' } = options;
  const { webhookUrl, now = Date.now } = options;
  const orders = new Map<string, Invoice>();
  const refunds = new Map<string, Refund>();
  let areHeld = false;
  const created = new Map<string, { readonly asked: string; readonly id: string }>();
  const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`;
  const webhooks = createWebhookSender({
    url: webhookUrl,
    secret: callbackToken,
    sign: (body, token) => ({ headers: { 'x-callback-token': token }, body }),
  });

  const describe = (invoice: Invoice, url: string) => ({
    id: invoice.id,
    external_id: invoice.externalId,
    status: STATUS[invoice.state],
    amount: invoice.amount,
    ...(invoice.payments.length > 0 && {
      paid_amount: invoice.amount,
      payment_id: invoice.payments.at(-1),
    }),
    currency: invoice.currency,
    invoice_url: `${url}/pay/${invoice.id}`,
    expiry_date: new Date(invoice.expiresAt).toISOString(),
  });

  function announce(invoice: Invoice): void {
    if (invoice.state === 'failed') {
      invoice.state = 'open';
      return;
    }
    if (invoice.state === 'refunded') return refundAll(invoice);
    webhooks.send(() => describe(invoice, ''), invoice.amount);
  }

  function refundAll(invoice: Invoice): void {
    const known = [...refunds.values()].some(({ invoice_id }) => invoice_id === invoice.id);
    if (!known) makeRefund(invoice, `site-${invoice.id}`, invoice.externalId, invoice.amount);
  }

  function makeRefund(invoice: Invoice, key: string, reference: string, amount: number): Refund {
    const refund: Refund = {
      ...{ id: `rfd-${randomUUID()}`, invoice_id: invoice.id, reference_id: reference },
      ...{ amount, currency: invoice.currency, status: areHeld ? 'PENDING' : 'SUCCEEDED' },
    };
    refunds.set(key, refund);
    if (!areHeld) announceRefund(refund);
    return refund;
  }

  function announceRefund(refund: Refund): void {
    const data = { ...refund, payment_id: orders.get(refund.invoice_id)?.payments.at(-1) };
    const event = `refund.${refund.status.toLowerCase()}`;
    webhooks.send(() => ({ event, data }), refund.amount);
  }

  function endRefunds(status: 'SUCCEEDED' | 'FAILED'): void {
    areHeld = false;
    for (const refund of refunds.values()) {
      if (refund.status !== 'PENDING') continue;
      refund.status = status;
      const invoice = orders.get(refund.invoice_id);
      if (invoice && status === 'FAILED') invoice.state = 'paid';
      announceRefund(refund);
    }
  }

  function create({ headers, body }: LocalRequest, url: string): LocalAnswer {
    const key = String(headers['x-idempotency-key'] ?? randomUUID());
    const before = created.get(key);
    const first = before && orders.get(before.id);
    if (before && first) {
      return before.asked === body
        ? { status: 200, body: describe(first, url) }
        : { status: 409, body: { error_code: 'IDEMPOTENCY_ERROR', message: 'other parameters' } };
    }
    const asked = JSON.parse(body);
    const invoice: Invoice = {
      ...{ id: randomUUID().replaceAll('-', ''), externalId: String(asked.external_id) },
      ...{ amount: Number(asked.amount), currency: asked.currency ?? 'IDR' },
      finishUrl: asked.success_redirect_url,
      expiresAt: now() + Number(asked.invoice_duration) * 1000,
      ...{ state: 'open', payments: [] },
    };
    orders.set(invoice.id, invoice);
    created.set(key, { asked: body, id: invoice.id });
    return { status: 200, body: describe(invoice, url) };
  }

  function refund({ headers, body }: LocalRequest): LocalAnswer {
    const key = String(headers['idempotency-key'] ?? randomUUID());
    const before = refunds.get(key);
    if (before) return { status: 200, body: { ...before } };
    const { invoice_id, reference_id, amount } = JSON.parse(body);
    const invoice = orders.get(invoice_id);
    if (!invoice) return { status: 404, body: { error_code: 'DATA_NOT_FOUND' } };
    if (invoice.state !== 'paid' || amount > invoice.amount)
      return { status: 400, body: { error_code: 'MAXIMUM_REFUND_AMOUNT_REACHED' } };
    invoice.state = 'refunded';
    return { status: 200, body: makeRefund(invoice, key, reference_id, amount) };
  }

  function expire(invoice: Invoice, url: string): LocalAnswer {
    if (invoice.state !== 'open')
      return { status: 400, body: { error_code: 'INVOICE_ALREADY_ENDED', message: 'it ended' } };
    invoice.state = 'expired';
    announce(invoice);
    return { status: 200, body: describe(invoice, url) };
  }

  const notFound = { status: 404, body: { error_code: 'INVOICE_NOT_FOUND_ERROR' } };

  function answer(request: LocalRequest, url: string): LocalAnswer | undefined {
    const { path, query } = request;
    const call = `${request.method} ${path}`;
    if (call === 'POST /v2/invoices') return create(request, url);
    if (call === 'POST /refunds') return refund(request);
    if (call === 'GET /refunds') {
      const of = [...refunds.values()].filter(
        (each) => each.invoice_id === query.get('invoice_id'),
      );
      return { status: 200, body: { data: of, has_more: false } };
    }
    if (call === 'GET /v2/invoices') {
      const key = query.get('external_id');
      const found = [...orders.values()].filter(({ externalId }) => externalId === key);
      return { status: 200, body: found.map((each) => describe(each, url)) };
    }
    const refundId = /^\/refunds\/([^/]+)$/.exec(path)?.[1];
    const known = [...refunds.values()].find((each) => each.id === refundId);
    if (known) return { status: 200, body: known };
    const id = /^\/(?:v2\/)?invoices\/([^/]+)(\/expire!)?$/.exec(path);
    const invoice = orders.get(id?.[1] ?? '');
    if (!invoice) return notFound;
    return id?.[2] ? expire(invoice, url) : { status: 200, body: describe(invoice, url) };
  }

  const local = await startLocalProvider<Invoice>(options, (url) => ({
    ...{ orders, announce, webhooks, nextPaymentId: () => `py-${randomUUID()}` },
    isAllowed: ({ headers }) => headers.authorization === authorization,
    denied: { status: 401, body: { error_code: 'INVALID_API_KEY' } },
    api: (request) => answer(request, url()),
  }));
  return {
    ...{ ...local, secretKey, callbackToken, endRefunds },
    holdRefunds() {
      areHeld = true;
    },
  };
}
