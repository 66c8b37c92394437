import type { Selectable } from 'kysely';
import type { Db, WebhookEndpointsTable } from './schema.ts';

export type EndpointRow = Selectable<WebhookEndpointsTable>;
export type NewEndpoint = Pick<EndpointRow, 'id' | 'url' | 'description' | 'kinds' | 'secret'>;

/** Makes the endpoint, or answers the one that has this id already. */
export async function insertEndpoint(db: Db, endpoint: NewEndpoint): Promise<EndpointRow> {
  await db
    .insertInto('webhook_endpoints')
    .values(endpoint)
    .onConflict((on) => on.doNothing())
    .execute();
  return getEndpoint(db, endpoint.id);
}

const getEndpoint = (db: Db, id: string): Promise<EndpointRow> =>
  db.selectFrom('webhook_endpoints').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

/** True when there was one. Its row stays, because deliveries refer to it. */
export async function removeEndpoint(db: Db, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('webhook_endpoints')
    .set({ removed_at: new Date() })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function disableEndpoint(db: Db, id: string): Promise<void> {
  await db
    .updateTable('webhook_endpoints')
    .set({ disabled_at: new Date() })
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .execute();
}
