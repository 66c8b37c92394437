import { sql } from 'kysely';
import type { Kind } from '../domain/kind.ts';
import { asRows, type Happening, toJson } from './happenings.ts';
import type { Tx } from './schema.ts';

export type Planned = { readonly kind: Kind; readonly channel: string };

/**
 * Plans these messages for each of the happenings, and a webhook of `webhookKind` for each endpoint that wants it, in one
 * statement. What is planned already is left as it is: one message a booking, kind and channel, for ever.
 */
export async function insertDeliveries(
  trx: Tx,
  happenings: readonly Happening[],
  messages: readonly Planned[],
  webhookKind: Kind,
): Promise<void> {
  const kinds = messages.map(({ kind }) => kind);
  const channels = messages.map(({ channel }) => channel);

  await sql`
    insert into deliveries
      (kind, channel, endpoint_id, booking_id, booking_version, occurred_at, send_before)
    select planned.*, happening.*
    from ${asRows(sql`${toJson(happenings)}::json`)}
    cross join (
      select kind, channel, null::uuid as endpoint_id
      from unnest(${kinds}::text[], ${channels}::text[]) as message (kind, channel)
      union all ${webhooksOf(webhookKind)}
    ) as planned
    on conflict do nothing`.execute(trx);
}

/** One for each endpoint that wants this kind. */
export const webhooksOf = (kind: Kind) => sql`
  select ${kind}::text as kind, 'webhook' as channel, id as endpoint_id
  from webhook_endpoints
  where removed_at is null and disabled_at is null and (kinds = '{}' or ${kind}::text = any (kinds))`;
