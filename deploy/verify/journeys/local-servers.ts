import { freePort } from '@karcis/engines';
import {
  startLocalProviders,
  startMetaServer,
  startWebhookReceiver,
} from '@karcis/testing/servers';

/** How long a hold lasts that says 5 s itself, once its checkout is open. */
export const CHECKOUT_SECONDS = 10;
/** Who is written to of each proof that waits. */
export const ORGANISER = 'panitia@example.org';

export type LocalServers = Awaited<ReturnType<typeof startLocalServers>>;

/**
 * Payment providers, WhatsApp and an organiser's own system, played on this machine, each in its own protocol. `settings` makes a
 * stack use them, on the port that they send their webhooks to.
 */
export async function startLocalServers() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [providers, whatsapp, receiver] = await Promise.all([
    startLocalProviders({ webhooksUrl: `${url}/api/webhooks/payments` }),
    startMetaServer(),
    startWebhookReceiver(),
  ]);

  return {
    ...{ url, providers, whatsapp, receiver },
    settings: {
      ...providers.settings,
      ...whatsapp.settings,
      GATEWAY_PORT: `${port}`,
      PUBLIC_URL: url,
      ORGANISER_EMAIL: ORGANISER,
      WEBHOOK_ALLOW_INSECURE: 'true',
      WEBHOOK_ALLOW_PRIVATE: 'true',
      CHECKOUT_SECONDS: `${CHECKOUT_SECONDS}`,
      CHECKOUT_MIN_SECONDS: '1',
      EXPIRING_NOTICE_SECONDS: `${CHECKOUT_SECONDS / 2}`,
      // What is paid too late shall not be ended by then.
      PAYMENT_POLL_SECONDS: '3600',
    },
    async stop() {
      await Promise.all([providers.stop(), whatsapp.stop(), receiver.stop()]);
    },
  };
}
