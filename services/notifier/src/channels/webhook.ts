import { Webhook } from 'standardwebhooks';
import { announcedState, type Kind, type State } from '../domain/kind.ts';
import type { Recipient } from '../templates/facts.ts';
import { type Channel, type DueDelivery, type Endpoint, SendFailure } from './channel.ts';
import type { GuardedPost } from './guarded-post.ts';

export type WebhookOptions = {
  readonly post: GuardedPost['post'];
  /** Called when an endpoint says 410: it wants nothing more. */
  readonly disable: (endpointId: string) => Promise<void>;
  readonly now: () => Date;
};

/** One thing after another, so that an endpoint hears them in the order in which they happened. */
const MAX_IN_FLIGHT = 1;
const GONE = 410;

/** Posts signed messages to the organiser's endpoints, as Standard Webhooks has it. 2xx means taken, anything else means later. */
export function createWebhookChannel({ post, disable, now }: WebhookOptions): Channel {
  async function send(delivery: DueDelivery, endpoint: Endpoint, body: string): Promise<undefined> {
    if (endpoint.disabled) {
      throw new SendFailure('the endpoint is disabled: it answered 410', { isFinal: true });
    }
    const status = await post(
      endpoint.url,
      signed(delivery.id, endpoint.secret, body, now()),
      body,
    );
    if (status >= 200 && status < 300) return undefined;

    if (status === GONE) await disable(endpoint.id);
    throw new SendFailure(`HTTP ${status}`, { isFinal: status === GONE, isOutage: true });
  }

  return {
    name: 'webhook',
    maxInFlight: MAX_IN_FLIGHT,
    async prepare(delivery, recipient) {
      const { endpoint } = delivery;
      if (!endpoint) return undefined;

      const body = JSON.stringify(toPayload(delivery, recipient));
      return () => send(delivery, endpoint, body);
    },
    close: async () => undefined,
  };
}

/** The delivery's id stays the same at every attempt, so a receiver can tell a repeat. */
function signed(deliveryId: string, secret: string, body: string, at: Date) {
  return {
    'content-type': 'application/json',
    'user-agent': 'Karcis-Webhooks/1',
    'webhook-id': deliveryId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(deliveryId, at, body),
  };
}

/** What happened, without anybody's name: who may know more asks the API by the code. */
function toPayload({ kind, occurredAt, bookingVersion }: DueDelivery, { booking }: Recipient) {
  return {
    type: `booking.${kind}`,
    timestamp: occurredAt.toISOString(),
    data: {
      booking: {
        id: booking.id,
        code: booking.code,
        state: stateThen(kind, booking.state),
        version: bookingVersion,
        quantity: booking.quantity,
      },
      item: { id: booking.item.id, title: booking.item.title },
    },
  };
}

const stateThen = (kind: Kind, stateNow: State): State => announcedState[kind] ?? stateNow;
