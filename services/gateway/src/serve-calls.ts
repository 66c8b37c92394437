import { findNotifiedOrganisers } from '@karcis/contracts';
import { type NatsConnection, type Server, each, serve } from '@karcis/messaging';
import type { Logger } from '@karcis/telemetry';
import type { Pool } from 'pg';
import { findNotified } from './db/organiser-accounts.ts';

/** What others ask the gateway: whom to tell of a proof that waits. */
export function serveCalls(deps: {
  readonly nc: NatsConnection;
  readonly pool: Pool;
  readonly log: Logger;
}): Server[] {
  const { nc, pool, log } = deps;
  return [
    serve(
      nc,
      findNotifiedOrganisers,
      each(async () => ({ organisers: await findNotified(pool) })),
      { queue: 'gateway', maxInFlight: 2, maxItems: 64, log },
    ),
  ];
}
