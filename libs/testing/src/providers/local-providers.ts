import { type LocalMidtrans, startLocalMidtrans } from './local-midtrans.ts';
import { type LocalStripe, startLocalStripe } from './local-stripe.ts';
import { type LocalXendit, startLocalXendit } from './local-xendit.ts';

export type LocalProviders = {
  readonly midtrans: LocalMidtrans;
  readonly xendit: LocalXendit;
  readonly stripe: LocalStripe;
};

/**
 * All three payment providers on this machine. `webhooksUrl` gets the provider's name behind it; without it webhooks are only kept.
 * `port` is the first one's, the others follow; 0 takes free ones. `settings` makes booking use them.
 */
export async function startLocalProviders({
  webhooksUrl,
  port = 0,
}: { readonly webhooksUrl?: string | undefined; readonly port?: number } = {}) {
  const options = (name: keyof LocalProviders, index: number) => ({
    port: port === 0 ? 0 : port + index,
    ...(webhooksUrl !== undefined && { webhookUrl: `${webhooksUrl}/${name}` }),
  });
  const midtrans = await startLocalMidtrans(options('midtrans', 0));
  const xendit = await startLocalXendit(options('xendit', 1));
  const stripe = await startLocalStripe(options('stripe', 2));

  return {
    ...{ midtrans, xendit, stripe },
    settings: {
      PAYMENT_MODE: 'gateway',
      MIDTRANS_SERVER_KEY: midtrans.serverKey,
      MIDTRANS_SNAP_URL: midtrans.url,
      MIDTRANS_API_URL: midtrans.url,
      XENDIT_SECRET_KEY: xendit.secretKey,
      XENDIT_CALLBACK_TOKEN: xendit.callbackToken,
      XENDIT_API_URL: xendit.url,
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
      STRIPE_API_URL: stripe.url,
    },
    async stop() {
      await Promise.all([midtrans.stop(), xendit.stop(), stripe.stop()]);
    },
  };
}
