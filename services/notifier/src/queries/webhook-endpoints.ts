import type { List, PageOf, WebhookEndpoint } from '@karcis/contracts';
import { sql } from 'kysely';
import type { Db } from '../db/schema.ts';
import type { EndpointRow } from '../db/webhook-endpoints.ts';
import { decodeCursor, toPage } from './page.ts';

export type ListRequest = { readonly limit: number; readonly cursor?: string | undefined };

/** The endpoints that were not removed, newest first. */
export async function listWebhookEndpoints(
  db: Db,
  { limit, cursor }: ListRequest,
): Promise<PageOf<List<WebhookEndpoint>>> {
  const before = decodeCursor(cursor);
  if (before === undefined) return { badCursor: true };

  const rows = await db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('removed_at', 'is', null)
    .$if(before !== null, (query) => query.where(sql`(created_at, id)`, '<', positionOf(before)))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows.map(toEndpoint), limit);
}

/** Ids come from the callers' keys, so they do not sort by age. A removed row keeps its position. */
const positionOf = (id: string | null) =>
  sql`(select created_at, id from webhook_endpoints where id = ${id})`;

/** Without its secret. */
export const toEndpoint = (row: EndpointRow): WebhookEndpoint => ({
  id: row.id,
  url: row.url,
  description: row.description,
  kinds: row.kinds,
  createdAt: row.created_at.toISOString(),
  disabledAt: row.disabled_at?.toISOString() ?? null,
});
