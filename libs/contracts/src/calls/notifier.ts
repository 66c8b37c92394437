import { z } from 'zod';
import { defineCall } from '../define.ts';
import { uuid } from '../fields/ids.ts';
import {
  CreatedWebhookEndpoint,
  CreateWebhookEndpoint,
  Delivery,
  DeliveryStatus,
  WebhookEndpoint,
} from '../http/admin.ts';
import { Notification } from '../http/booking.ts';
import { listOf, Page, pageOf } from '../http/list.ts';

/** The messages of one booking and how far they got. */
export const findDeliveries = defineCall({
  subject: 'qry.notifier.deliveries.v1',
  request: z.object({ bookingId: uuid }),
  response: z.object({ notifications: z.array(Notification) }),
});

export const listDeliveries = defineCall({
  subject: 'qry.notifier.all-deliveries.v1',
  request: z.object({ ...Page.shape, status: DeliveryStatus.optional() }),
  response: pageOf(listOf(Delivery)),
});

/** Sends a failed message again, from its first attempt. */
export const retryDelivery = defineCall({
  subject: 'cmd.notifier.retry.v1',
  request: z.object({ id: uuid }),
  response: z.object({ delivery: Delivery.nullable() }),
});

export const listWebhookEndpoints = defineCall({
  subject: 'qry.notifier.webhook-endpoints.v1',
  request: z.object(Page.shape),
  response: pageOf(listOf(WebhookEndpoint)),
});

/** Makes an endpoint under the caller's id; a repeat gives the first answer with its secret. */
export const createWebhookEndpoint = defineCall({
  subject: 'cmd.notifier.create-webhook-endpoint.v1',
  request: z.object({ id: uuid, endpoint: CreateWebhookEndpoint }),
  response: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('ok'), endpoint: CreatedWebhookEndpoint }),
    z.object({ outcome: z.literal('webhook-url-not-allowed') }),
  ]),
});

export const removeWebhookEndpoint = defineCall({
  subject: 'cmd.notifier.remove-webhook-endpoint.v1',
  request: z.object({ id: uuid }),
  response: z.object({ removed: z.boolean() }),
});
