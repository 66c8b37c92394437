import { startLocalMidtrans, startLocalStripe, startLocalXendit } from '@karcis/testing';
import type { CircuitOptions } from '../../src/providers/circuit.ts';
import { createMidtrans } from '../../src/providers/midtrans/midtrans.ts';
import type {
  CheckoutRequest,
  IncomingWebhook,
  PaymentProvider,
  ProviderName,
} from '../../src/providers/provider.ts';
import { createStripe } from '../../src/providers/stripe/stripe.ts';
import { createXendit } from '../../src/providers/xendit/xendit.ts';

type Options = Omit<CircuitOptions, 'provider'> & { readonly timeoutMs?: number };

/** One provider's client, against that provider's local server, whose clock can be put forward. */
export async function startHarness(name: ProviderName, options: Options = {}) {
  let aheadMs = 0;
  const served = await serve(name, () => Date.now() + aheadMs, options);
  return {
    ...served,
    pass: (seconds: number) => {
      aheadMs += seconds * 1000;
      served.local.expireDue();
    },
    /** What was sent last, as booking gets it. */
    lastWebhook: (): IncomingWebhook => {
      const webhook = served.local.webhooks.made.at(-1);
      if (!webhook) throw new Error('no webhook was sent');
      return { headers: webhook.headers, body: Buffer.from(webhook.body) };
    },
  };
}

async function serve(name: ProviderName, now: () => number, options: Options) {
  switch (name) {
    case 'midtrans': {
      const local = await startLocalMidtrans({ now });
      const { serverKey, url } = local;
      const open = (key = serverKey, from: Options = options): PaymentProvider =>
        createMidtrans({ serverKey: key, snapUrl: url, apiUrl: url }, from);
      return { local, open, provider: open() };
    }
    case 'xendit': {
      const local = await startLocalXendit({ now });
      const { secretKey, callbackToken, url } = local;
      const open = (key = secretKey, from: Options = options): PaymentProvider =>
        createXendit({ secretKey: key, callbackToken, apiUrl: url }, from);
      return { local, open, provider: open() };
    }
    case 'stripe': {
      const local = await startLocalStripe({ now });
      const { secretKey, webhookSecret, url } = local;
      const open = (key = secretKey, from: Options = options): PaymentProvider =>
        createStripe({ secretKey: key, webhookSecret, apiUrl: url }, from);
      return { local, open, provider: open() };
    }
  }
}

export const names = ['midtrans', 'xendit', 'stripe'] as const satisfies readonly ProviderName[];

export const bookingId = '01932c5e-7a10-7cc3-98a4-0242ac120002';

export const request: CheckoutRequest = {
  bookingId,
  ...{ code: 'KRC-7Q2M', epoch: 1, amount: 145_000, currency: 'IDR' },
  ...{ description: 'Malam Keroncong | Balai Kota', expiresInSeconds: 3_600 },
  ...{ returnUrl: 'https://karcis.example/b/KRC-7Q2M', language: 'id' },
  customer: { name: 'Sri Rahayu', email: 'sri@example.com', whatsapp: '+6281234567890' },
};

export const checkoutOf = (reference: string) => ({ bookingId, epoch: 1, reference });

export const refundOf = (reference: string, paymentReference: string | null = null) => ({
  ...checkoutOf(reference),
  ...{ paymentReference, amount: 145_000, currency: 'IDR', idempotencyKey: 'refund-1' },
});
