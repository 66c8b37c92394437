import type {
  CreateWebhookEndpoint,
  CreatedWebhookEndpoint,
  DeadLetter,
  Delivery,
  List,
  WebhookEndpoint,
} from '@karcis/contracts';
import type { z } from 'zod';
import type { Answer, Ask } from '../connection.ts';
import type { Sealed } from '../public-api.ts';

const part = encodeURIComponent;
const HOOKS = '/api/admin/webhook-endpoints';

export type Replayed = { readonly replayed: boolean; readonly letter: DeadLetter };
export type NewEndpoint = z.infer<typeof CreatedWebhookEndpoint>;
type Query = Readonly<Record<string, string>>;

/** What was sent, what could not be, and where to. */
export const messageCalls = (ask: Ask) => ({
  list: (query: Query): Promise<Answer<List<Delivery>>> =>
    ask({ path: `/api/admin/notifications?${new URLSearchParams(query)}` }),
  retry: (id: string, sealed: Sealed): Promise<Answer<Delivery>> =>
    ask({
      method: 'POST',
      path: `/api/admin/notifications/${part(id)}/retry`,
      body: {},
      ...sealed,
    }),

  deadLetters: (query: Query): Promise<Answer<List<DeadLetter>>> =>
    ask({ path: `/api/admin/dead-letters?${new URLSearchParams(query)}` }),
  replay: (id: string, sealed: Sealed): Promise<Answer<Replayed>> =>
    ask({
      method: 'POST',
      path: `/api/admin/dead-letters/${part(id)}/replay`,
      body: {},
      ...sealed,
    }),

  endpoints: (query: Query): Promise<Answer<List<WebhookEndpoint>>> =>
    ask({ path: `${HOOKS}?${new URLSearchParams(query)}` }),
  addEndpoint: (
    endpoint: z.input<typeof CreateWebhookEndpoint>,
    sealed: Sealed,
  ): Promise<Answer<NewEndpoint>> =>
    ask({ method: 'POST', path: HOOKS, body: endpoint, ...sealed }),
  /** Sends it again what happened since then; how many that were. */
  replayEndpoint: (
    id: string,
    since: string,
    sealed: Sealed,
  ): Promise<Answer<{ readonly replayed: number }>> =>
    ask({ method: 'POST', path: `${HOOKS}/${part(id)}/replay`, body: { since }, ...sealed }),
  removeEndpoint: (id: string, csrfToken: string): Promise<Answer<''>> =>
    ask({ method: 'DELETE', path: `${HOOKS}/${part(id)}`, csrfToken }),
});
