import { askOnceAScrape, type Metrics } from '@karcis/telemetry';
import { sql } from 'kysely';
import type { Db } from '../db/schema.ts';

type OpenRow = { readonly state: string; readonly count: number; readonly oldest: number | null };

const OPEN = ['HOLD', 'PENDING', 'REVIEW'] as const;

/** Shows at each scrape what is still open: few rows, found by their own indexes. What cannot be had now is left out. */
export function watchBookings(db: Db, metrics: Metrics): void {
  const ask = askOnceAScrape(() => countOpen(db));
  metrics.gauge({
    name: 'bookings_in_state',
    help: 'Bookings that are still open, by their state',
    labels: ['state'],
    read: async (gauge) => {
      gauge.reset();
      const found = await ask();
      if (!found) return;
      const counts = new Map(found.rows.map(({ state, count }) => [state, count]));
      for (const state of OPEN) gauge.set({ state }, counts.get(state) ?? 0);
    },
  });
  metrics.gauge({
    name: 'review_oldest_seconds',
    help: 'How long the oldest booking in REVIEW has waited; 0 when none does',
    read: async (gauge) => {
      const found = await ask();
      const review = found?.rows.find(({ state }) => state === 'REVIEW');
      gauge.set(found ? (review?.oldest ?? 0) : Number.NaN);
    },
  });
}

const countOpen = (db: Db) =>
  sql<OpenRow>`
    select state, count(*) as count, null::float8 as oldest from bookings
    where state in ('HOLD', 'PENDING') group by state
    union all
    select 'REVIEW', count(*), extract(epoch from now() - min(submitted_at))::float8
    from bookings where state = 'REVIEW'`.execute(db);
