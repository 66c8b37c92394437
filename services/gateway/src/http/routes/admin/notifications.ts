import {
  CreateWebhookEndpoint,
  CreatedWebhookEndpoint,
  Delivery,
  DeliveryStatus,
  NoFields,
  Page,
  ReplayRequest,
  WebhookEndpoint,
  listOf,
  uuid,
} from '@karcis/contracts';
import { ProblemError, problem } from '@karcis/http';
import { z } from 'zod';
import type { Calls } from '../../../calls.ts';
import type { Once } from '../../once.ts';
import { pageFrom } from '../../page.ts';
import { type Route, answer, defineRoute, ok } from '../../route.ts';
import { organiserScope } from './scope.ts';

export type NotificationRoutesDeps = {
  readonly calls: Pick<
    Calls,
    | 'listDeliveries'
    | 'retryDelivery'
    | 'listWebhookEndpoints'
    | 'createWebhookEndpoint'
    | 'removeWebhookEndpoint'
    | 'replayWebhooks'
  >;
  readonly once: Once;
};

const PATH = '/api/admin/notifications';
const HOOKS = '/api/admin/webhook-endpoints';
const byDeliveryId = {
  schema: z.object({ id: uuid }),
  otherwise: 'notification-not-found',
} as const;
const byEndpointId = {
  schema: z.object({ id: uuid }),
  otherwise: 'webhook-endpoint-not-found',
} as const;

/** What was sent to people and to other systems, and where to. */
export const notificationRoutes = ({ calls, once }: NotificationRoutesDeps): Route[] => [
  defineRoute({
    method: 'get',
    path: PATH,
    summary: 'Lists messages and how far they got',
    access: 'organiser',
    alsoFor: ['reviewer'],
    query: Page.extend({ status: DeliveryStatus.optional() }),
    answers: { 200: listOf(Delivery) },
    handle: async ({ query }) => ok(pageFrom(await calls.listDeliveries(query))),
  }),
  defineRoute({
    method: 'post',
    path: `${PATH}/:id/retry`,
    summary: 'Sends a failed message again',
    access: 'organiser',
    alsoFor: ['reviewer'],
    params: byDeliveryId,
    body: NoFields,
    idempotent: true,
    answers: { 200: Delivery },
    handle: (ask) =>
      once.json(ask, organiserScope(ask), async () => {
        const { delivery } = await calls.retryDelivery({ id: ask.params.id });
        if (!delivery) return { problem: problem('notification-not-found') };
        return { ...ok(delivery), location: PATH };
      }),
  }),
  defineRoute({
    method: 'get',
    path: HOOKS,
    summary: 'Lists outgoing webhooks',
    access: 'organiser',
    query: Page,
    answers: { 200: listOf(WebhookEndpoint) },
    handle: async ({ query }) => ok(pageFrom(await calls.listWebhookEndpoints(query))),
  }),
  defineRoute({
    method: 'post',
    path: HOOKS,
    summary: 'Adds an outgoing webhook; the answer shows its secret, once',
    access: 'organiser',
    body: CreateWebhookEndpoint,
    idempotent: true,
    answers: { 201: CreatedWebhookEndpoint },
    problems: ['webhook-url-not-allowed'],
    handle: (ask) =>
      once.json(ask, organiserScope(ask), async (run) => {
        const id = run.idOf('webhook-endpoint');
        const result = await calls.createWebhookEndpoint({ id, endpoint: ask.body });
        if (result.outcome !== 'ok') return { problem: problem(result.outcome) };
        return { ...answer(201, result.endpoint, { Location: HOOKS }), location: HOOKS };
      }),
  }),
  defineRoute({
    method: 'delete',
    path: `${HOOKS}/:id`,
    summary: 'Removes an outgoing webhook',
    access: 'organiser',
    params: byEndpointId,
    answers: { 204: null },
    async handle({ params }) {
      const { removed } = await calls.removeWebhookEndpoint({ id: params.id });
      if (!removed) throw new ProblemError('webhook-endpoint-not-found');
      return answer(204);
    },
  }),
  defineRoute({
    method: 'post',
    path: `${HOOKS}/:id/replay`,
    summary: 'Sends an endpoint again what it was sent: one delivery, or all that happened since',
    access: 'organiser',
    params: byEndpointId,
    body: ReplayRequest,
    idempotent: true,
    answers: { 200: z.strictObject({ replayed: z.int() }) },
    problems: ['webhook-endpoint-not-found', 'notification-not-found'],
    handle: (ask) =>
      once.json(ask, organiserScope(ask), async () => {
        const wanted = { endpointId: ask.params.id, replay: ask.body };
        const answered = await calls.replayWebhooks(wanted);
        if (answered.outcome !== 'ok') return { problem: problem(answered.outcome) };
        return { ...ok({ replayed: answered.replayed }), location: PATH };
      }),
  }),
];
