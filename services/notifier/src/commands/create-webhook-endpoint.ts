import { randomBytes } from 'node:crypto';
import type { CreateWebhookEndpoint } from '@karcis/contracts';
import type { Db } from '../db/schema.ts';
import { type EndpointRow, insertEndpoint } from '../db/webhook-endpoints.ts';

export type CreateDeps = {
  readonly db: Db;
  readonly isAllowed: (url: string) => Promise<boolean>;
};

/** Standard Webhooks asks for 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** Makes an endpoint under the caller's id; a repeat gives the first one, secret and all. Undefined if nothing may be sent there. */
export async function createWebhookEndpoint(
  { db, isAllowed }: CreateDeps,
  id: string,
  { url, description = '', kinds }: CreateWebhookEndpoint,
): Promise<EndpointRow | undefined> {
  if (!(await isAllowed(url))) return undefined;

  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  return insertEndpoint(db, { id, url, description, kinds, secret });
}
