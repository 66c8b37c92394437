import { z } from 'zod';
import { checkoutKey } from '../checkout-key.ts';
import { type PaymentProvider, ProviderRefused, ProviderUnavailable } from '../provider.ts';
import {
  createProviderHttp,
  type ProviderCall,
  type ProviderHttpOptions,
  readAnswer,
  refused,
} from '../provider-http.ts';
import { readNotification, toReport, Transaction } from './notification.ts';
import { transactionOf } from './transaction-of.ts';

export type MidtransSettings = {
  readonly serverKey: string;
  /** Of Snap: app.midtrans.com. */
  readonly snapUrl: string;
  /** Of the Core API: api.midtrans.com. */
  readonly apiUrl: string;
};

/** The page's own limits (docs.midtrans.com/reference/expire-a-snap-session): five minutes to seven days. */
const SESSION_SECONDS = { min: 5 * 60, max: 7 * 24 * 60 * 60 };

const Coded = z.object({ status_code: z.string().regex(/^\d{3}$/) });
const Created = z.object({ token: z.string().min(1), redirect_url: z.url() });
const Refund = z.object({
  refund_chargeback_id: z.union([z.number(), z.string()]).optional(),
  refund_key: z.string().optional(),
});

/**
 * Midtrans Snap. A session is known by its order id: a second creation gives another page for the same order, and an order can be charged
 * once. The Core API says in the body's `status_code` how it went, whatever HTTP says (docs.midtrans.com/reference/status-codes).
 */
export function createMidtrans(
  { serverKey, snapUrl, apiUrl }: MidtransSettings,
  options: Omit<ProviderHttpOptions, 'provider' | 'key'> = {},
): PaymentProvider {
  const http = createProviderHttp({ ...options, provider: 'midtrans', key: serverKey });

  /** The code, and the body whatever it is. */
  async function core(path: string, call: Omit<ProviderCall, 'url'>) {
    const answer = await http({ ...call, url: `${apiUrl}/v2/${path}` });
    const coded = Coded.safeParse(answer.body);
    const code = coded.success ? Number(coded.data.status_code) : answer.status;
    if (code >= 500 || code === 401 || code === 429) {
      throw new ProviderUnavailable(`midtrans answered ${code}`);
    }
    return { code, body: answer.body };
  }

  async function findTransaction(orderId: string): Promise<Transaction | null> {
    const { code, body } = await core(`${orderId}/status`, { method: 'GET' });
    // Nobody has chosen a method yet: an order begins with that.
    if (code === 404) return null;
    const isOne = typeof body === 'object' && body !== null && 'transaction_status' in body;
    if (!isOne) throw new ProviderUnavailable(`midtrans answered a look-up with ${code}`);
    return readAnswer('midtrans', Transaction, body);
  }

  return {
    name: 'midtrans',
    signsAll: false,
    sessionSeconds: SESSION_SECONDS,

    async createCheckout(request) {
      if (request.currency !== 'IDR') throw new ProviderRefused('midtrans takes IDR only');
      const { status, body } = await http({
        method: 'POST',
        url: `${snapUrl}/snap/v1/transactions`,
        body: transactionOf(request, new Date()),
      });
      if (status !== 200 && status !== 201) throw refused('midtrans', 'the checkout', status);
      const { redirect_url: redirectUrl } = readAnswer('midtrans', Created, body);
      return { reference: checkoutKey(request), redirectUrl };
    },

    readWebhook: async (webhook) => readNotification(webhook, serverKey),

    async findReport(checkout) {
      const transaction = await findTransaction(checkoutKey(checkout));
      return transaction && toReport(transaction);
    },

    async expireCheckout(checkout) {
      // 407: it has expired now. 404: nobody chose a method, and the page ends by itself. 412: it has ended in another way.
      const { code } = await core(`${checkoutKey(checkout)}/expire`, { method: 'POST' });
      if (![200, 404, 407, 412].includes(code)) throw refused('midtrans', 'to end', code);
    },

    /** docs.midtrans.com/reference-link/refund-transaction: a card that is not settled yet is not refunded but cancelled. */
    async refund({ amount, idempotencyKey, ...checkout }) {
      const orderId = checkoutKey(checkout);
      const { code, body } = await core(`${orderId}/refund`, {
        method: 'POST',
        body: { refund_key: idempotencyKey, amount, reason: 'refund' },
      });
      if (code === 200 || code === 201) {
        const { refund_chargeback_id: id, refund_key: key } = readAnswer('midtrans', Refund, body);
        return { reference: String(id ?? key ?? idempotencyKey), isDone: true };
      }
      const transaction = code === 412 ? await findTransaction(orderId) : null;
      if (!transaction) throw refused('midtrans', 'the refund', code);
      return { reference: await voidCharge(transaction, amount), isDone: true };
    },
  };

  async function voidCharge(transaction: Transaction, amount: number): Promise<string> {
    const { status, amount: charged } = toReport(transaction);
    const { transaction_status: state, order_id: orderId, transaction_id: id } = transaction;
    // A repeat whose key is forgotten, or of a void whose answer was lost.
    if (status === 'refunded') return id;
    if (state !== 'capture' || charged !== amount) throw refused('midtrans', 'the refund', 412);

    const { code } = await core(`${orderId}/cancel`, { method: 'POST' });
    if (code !== 200) throw refused('midtrans', 'the refund', code);
    return id;
  }
}
