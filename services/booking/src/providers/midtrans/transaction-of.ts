import { checkoutKey } from '../checkout-key.ts';
import type { CheckoutRequest } from '../provider.ts';

const MINUTE_MS = 60_000;
const JAKARTA_MS = 7 * 60 * MINUTE_MS;

/**
 * What Snap is asked (docs.midtrans.com/reference/request-body-json-parameter). Two lives end together: the page's, and that of the method chosen on
 * it, which would begin anew with the choice if it had no `start_time`. Both count whole minutes: rounded down, so that nothing outlives the hold.
 */
export function transactionOf(request: CheckoutRequest, now: Date) {
  const { customer, amount } = request;
  const minutes = { unit: 'minutes', duration: Math.floor(request.expiresInSeconds / 60) };
  return {
    transaction_details: { order_id: checkoutKey(request), gross_amount: amount },
    item_details: [
      // 50 characters at most, and no vertical line.
      {
        id: request.code,
        price: amount,
        quantity: 1,
        name: request.description.replaceAll('|', '/').slice(0, 50),
      },
    ],
    customer_details: {
      first_name: customer.name,
      ...(customer.email !== null && { email: customer.email }),
      ...(customer.whatsapp !== null && { phone: customer.whatsapp }),
    },
    credit_card: { secure: true },
    callbacks: { finish: request.returnUrl },
    page_expiry: minutes,
    expiry: { ...minutes, start_time: jakartaTime(now) },
  };
}

/** `2026-11-25 18:11:08 +0700`: the only form that Snap takes. */
const jakartaTime = (at: Date) =>
  `${new Date(at.getTime() + JAKARTA_MS).toISOString().slice(0, 19).replace('T', ' ')} +0700`;
