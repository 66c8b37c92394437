/** Local servers in place of what we do not own, for whoever runs outside of jest too. */
export {
  type ReceivedWebhook,
  startWebhookReceiver,
  type WebhookAnswer,
  type WebhookReceiver,
} from './webhook-receiver.ts';
export { type MetaMessage, startMetaServer } from './messaging-providers/meta-server.ts';
export { startTwilioServer, type TwilioMessage } from './messaging-providers/twilio-server.ts';
export type { LocalProvider, Trouble } from './providers/local-provider.ts';
export type { SignedWebhook, WebhookMode } from './providers/webhook-sender.ts';
export { type LocalProviders, startLocalProviders } from './providers/local-providers.ts';
export { startLocalMidtrans } from './providers/local-midtrans.ts';
export { startLocalXendit } from './providers/local-xendit.ts';
export { startLocalStripe } from './providers/local-stripe.ts';
