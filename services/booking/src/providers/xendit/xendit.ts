import { z } from 'zod';
import { checkoutKey } from '../checkout-key.ts';
import {
  type CheckoutRequest,
  type PaymentProvider,
  type ProviderRefund,
  ProviderRefused,
} from '../provider.ts';
import {
  createProviderHttp,
  type ProviderAnswer,
  type ProviderHttpOptions,
  readAnswer,
  refused,
} from '../provider-http.ts';
import { Invoice, readCallback, toReport } from './invoice.ts';

export type XenditSettings = {
  readonly secretKey: string;
  readonly callbackToken: string;
  /** api.xendit.co. */
  readonly apiUrl: string;
};

/** Of `invoice_duration`: shorter than a minute cannot be paid by anybody, longer than a year is not taken. */
const SESSION_SECONDS = { min: 60, max: 31_536_000 };

const Created = Invoice.extend({ invoice_url: z.url() });
const Refund = z.object({
  id: z.string().min(1),
  status: z.string(),
  amount: z.number(),
  failure_code: z
    .string()
    .regex(/^[A-Z_]{1,60}$/)
    .nullish()
    .catch(null),
});
const Refused = z.object({ error_code: z.string().regex(/^[A-Z_]{1,60}$/) });

/**
 * Xendit invoices (docs.xendit.co; github.com/xendit/xendit-node, docs/Invoice.md and docs/Refund.md). A repeat of a creation has the same
 * idempotency key; where Xendit refuses it because the duration is another by now, the first invoice is looked up and given.
 */
export function createXendit(
  { secretKey, callbackToken, apiUrl }: XenditSettings,
  options: Omit<ProviderHttpOptions, 'provider' | 'key'> = {},
): PaymentProvider {
  const http = createProviderHttp({ ...options, provider: 'xendit', key: secretKey });
  const invoiceUrl = (id: string) => `${apiUrl}/v2/invoices/${encodeURIComponent(id)}`;

  async function findInvoice(id: string): Promise<Invoice | null> {
    const answer = await http({ method: 'GET', url: invoiceUrl(id) });
    if (answer.status === 404) return null;
    if (answer.status !== 200) throw refusal('the look-up', answer);
    return readAnswer('xendit', Invoice, answer.body);
  }

  async function findOpen(key: string): Promise<z.infer<typeof Created> | undefined> {
    const url = `${apiUrl}/v2/invoices?external_id=${encodeURIComponent(key)}`;
    const answer = await http({ method: 'GET', url });
    if (answer.status !== 200) throw refusal('the look-up', answer);
    return readAnswer('xendit', z.array(Created), answer.body).find(
      ({ external_id, status }) => external_id === key && status === 'PENDING',
    );
  }

  /**
   * The last refund, once all has gone back or is on its way: an invoice stays PAID, so its refunds alone tell of it. Null: some of the
   * money is still here.
   */
  async function findRefundOf({
    id,
    amount,
    paid_amount: paid,
  }: Invoice): Promise<ProviderRefund | null> {
    const url = `${apiUrl}/refunds?invoice_id=${encodeURIComponent(id)}`;
    const answer = await http({ method: 'GET', url });
    if (answer.status !== 200) throw refusal('the look-up', answer);
    const { data } = readAnswer('xendit', z.object({ data: z.array(Refund) }), answer.body);
    const lastOf = (states: readonly string[]) => {
      const some = data.filter(({ status }) => states.includes(status));
      const isAll = some.reduce((sum, each) => sum + each.amount, 0) >= (paid ?? amount);
      return isAll ? some.at(-1)?.id : undefined;
    };
    const done = lastOf(['SUCCEEDED']);
    const reference = done ?? lastOf(['SUCCEEDED', 'PENDING']);
    return reference === undefined ? null : { reference, isDone: done !== undefined };
  }

  return {
    name: 'xendit',
    signsAll: false,
    sessionSeconds: SESSION_SECONDS,

    async createCheckout(request) {
      if (request.currency !== 'IDR') throw new ProviderRefused('xendit takes IDR only');
      const key = checkoutKey(request);
      const answer = await http({
        method: 'POST',
        url: `${apiUrl}/v2/invoices`,
        headers: { 'x-idempotency-key': key },
        body: invoiceOf(request),
      });
      const isMade = answer.status === 200 || answer.status === 201;
      const made = isMade ? readAnswer('xendit', Created, answer.body) : await findOpen(key);
      if (!made) throw refusal('the checkout', answer);
      return { reference: made.id, redirectUrl: made.invoice_url };
    },

    readWebhook: async (webhook) => readCallback(webhook, callbackToken),

    async findReport({ reference }) {
      const invoice = await findInvoice(reference);
      if (!invoice) return null;
      const report = toReport(invoice);
      const refund = report.status === 'paid' ? await findRefundOf(invoice) : null;
      return refund?.isDone
        ? { ...report, status: 'refunded', eventId: `${refund.reference}:refunded` }
        : report;
    },

    async expireCheckout({ reference }) {
      const url = `${apiUrl}/invoices/${encodeURIComponent(reference)}/expire!`;
      const answer = await http({ method: 'POST', url });
      if (answer.status === 200 || answer.status === 404) return;
      // It is not known by which code Xendit says that an invoice has ended; the invoice itself does.
      if ((await findInvoice(reference))?.status === 'PENDING') throw refusal('to end', answer);
    },

    async refund({ reference, amount, currency, idempotencyKey, ...checkout }) {
      const answer = await http({
        method: 'POST',
        url: `${apiUrl}/refunds`,
        headers: { 'idempotency-key': idempotencyKey },
        body: {
          invoice_id: reference,
          reference_id: checkoutKey(checkout),
          ...{ amount, currency, reason: 'REQUESTED_BY_CUSTOMER' },
        },
      });
      if (answer.status !== 200 && answer.status !== 201) {
        // A repeat whose key is forgotten.
        const invoice = await findInvoice(reference);
        const known = invoice && (await findRefundOf(invoice));
        if (!known) throw refusal('the refund', answer);
        return known;
      }
      return toRefund(answer);
    },

    async findRefund(reference) {
      const url = `${apiUrl}/refunds/${encodeURIComponent(reference)}`;
      const answer = await http({ method: 'GET', url });
      if (answer.status !== 200) throw refusal('the look-up', answer);
      return toRefund(answer);
    },
  };
}

/** PENDING is on its way: Xendit hears of its end from the bank, and it may still fail. */
function toRefund({ body }: ProviderAnswer): ProviderRefund {
  const { id, status, failure_code: code } = readAnswer('xendit', Refund, body);
  if (status === 'FAILED' || status === 'CANCELLED')
    throw refused('xendit', 'the refund', code ?? status);
  return { reference: id, isDone: status === 'SUCCEEDED' };
}

const refusal = (what: string, { status, body }: ProviderAnswer) => {
  const known = Refused.safeParse(body);
  return refused('xendit', what, known.success ? known.data.error_code : status);
};

function invoiceOf({ customer, ...request }: CheckoutRequest) {
  return {
    external_id: checkoutKey(request),
    amount: request.amount,
    currency: request.currency,
    description: request.description,
    invoice_duration: request.expiresInSeconds,
    locale: request.language,
    success_redirect_url: request.returnUrl,
    failure_redirect_url: request.returnUrl,
    // We write to people ourselves.
    should_send_email: false,
    customer: {
      given_names: customer.name,
      ...(customer.email !== null && { email: customer.email }),
      ...(customer.whatsapp !== null && { mobile_number: customer.whatsapp }),
    },
  };
}
