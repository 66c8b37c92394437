import { randomBytes } from 'node:crypto';
import type { CreatedWebhookEndpoint, CreateWebhookEndpoint } from '@karcis/contracts';
import type { z } from 'zod';
import type { Db } from '../db/schema.ts';
import { insertEndpoint } from '../db/webhook-endpoints.ts';
import { toEndpoint } from '../queries/webhook-endpoints.ts';

export type CreateDeps = {
  readonly db: Db;
  readonly isAllowed: (url: string) => Promise<boolean>;
};

export type CreateOutcome =
  | { readonly outcome: 'ok'; readonly endpoint: z.infer<typeof CreatedWebhookEndpoint> }
  | { readonly outcome: 'webhook-url-not-allowed' };

/** Standard Webhooks asks for 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** Makes an endpoint under the caller's id. A repeat gives the first answer, secret and all. */
export async function createWebhookEndpoint(
  { db, isAllowed }: CreateDeps,
  id: string,
  { url, description = '', kinds }: CreateWebhookEndpoint,
): Promise<CreateOutcome> {
  if (!(await isAllowed(url))) return { outcome: 'webhook-url-not-allowed' };

  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  const row = await insertEndpoint(db, { id, url, description, kinds, secret });
  return {
    outcome: 'ok',
    endpoint: { ...toEndpoint(row), disabledAt: null, secret: row.secret },
  };
}
