import type { Metrics } from '@karcis/telemetry';
import { type Kysely, sql } from 'kysely';
import type { CapacityDatabase } from '../db/schema.ts';

type PlacesRow = { readonly all: number; readonly used: number; readonly held: number };

/** Shows at each scrape how full the open items are. What cannot be had now is left out. */
export function watchPlaces(db: Kysely<CapacityDatabase>, metrics: Metrics): void {
  metrics.gauge({
    name: 'places',
    help: 'Places of the items that are open: all, used (paid or under review), held',
    labels: ['state'],
    read: async (gauge) => {
      gauge.reset();
      const row = await countPlaces(db).catch(() => undefined);
      for (const [state, count] of Object.entries(row ?? {})) gauge.set({ state }, count);
    },
  });
}

async function countPlaces(db: Kysely<CapacityDatabase>): Promise<PlacesRow | undefined> {
  const { rows } = await sql<PlacesRow>`
    select coalesce(sum(capacity), 0)::integer as all,
      coalesce(sum(locked + confirmed), 0)::integer as used, coalesce(sum(held), 0)::integer as held
    from items where status = 'OPEN'`.execute(db);
  return rows[0];
}
