import * as contracts from '@karcis/contracts';
import type { RequestOf } from '@karcis/contracts';
import { each, type NatsConnection, serve, type Server } from '@karcis/messaging';
import type { Logger } from '@karcis/telemetry';
import { NEWS_MS } from '../commands/plan-deliveries.ts';
import { createWebhookEndpoint } from '../commands/create-webhook-endpoint.ts';
import { requeueDelivery } from '../db/requeue-delivery.ts';
import type { Db } from '../db/schema.ts';
import { removeEndpoint } from '../db/webhook-endpoints.ts';
import { findDelivery, findNotifications, listDeliveries } from '../queries/deliveries.ts';
import { listWebhookEndpoints, toEndpoint } from '../queries/webhook-endpoints.ts';

export type CallDeps = {
  readonly nc: NatsConnection;
  readonly db: Db;
  readonly log: Logger;
  /** Whether a webhook may go there. */
  readonly isAllowed: (url: string) => Promise<boolean>;
  /** Told after a delivery became due again. */
  readonly onRequeued: (bookingId: string) => void;
};

/** The service's door for questions and commands. */
export function serveCalls({ nc, db, log, isAllowed, onRequeued }: CallDeps): Server[] {
  const serving = { queue: 'notifier', maxInFlight: 2, maxItems: 256, log };

  async function retry(id: string) {
    const requeued = await requeueDelivery(db, id, NEWS_MS);
    const delivery = await findDelivery(db, id);
    if (requeued && delivery) onRequeued(delivery.bookingId);
    return { delivery: delivery ?? null };
  }

  async function create({ id, endpoint }: RequestOf<typeof contracts.createWebhookEndpoint>) {
    const row = await createWebhookEndpoint({ db, isAllowed }, id, endpoint);
    if (!row) return { outcome: 'webhook-url-not-allowed' } as const;
    // As it was at first, whatever became of it since.
    const created = { ...toEndpoint(row), disabledAt: null, secret: row.secret };
    return { outcome: 'ok', endpoint: created } as const;
  }

  return [
    serve(
      nc,
      contracts.findDeliveries,
      async (requests) => {
        const ids = requests.map(({ bookingId }) => bookingId);
        return (await findNotifications(db, ids)).map((notifications) => ({ notifications }));
      },
      serving,
    ),
    serve(
      nc,
      contracts.listDeliveries,
      each((request) => listDeliveries(db, request)),
      serving,
    ),
    serve(
      nc,
      contracts.retryDelivery,
      each(({ id }) => retry(id)),
      serving,
    ),
    serve(
      nc,
      contracts.listWebhookEndpoints,
      each((request) => listWebhookEndpoints(db, request)),
      serving,
    ),
    serve(nc, contracts.createWebhookEndpoint, each(create), serving),
    serve(
      nc,
      contracts.removeWebhookEndpoint,
      each(async ({ id }) => ({ removed: await removeEndpoint(db, id) })),
      serving,
    ),
  ];
}
