import { type Pool, listLeftovers, markSkipped } from './outbox.ts';
import type { OutboxRow } from './announcement.ts';
import { lockOf } from './loss.ts';
import type { Sender } from './sender.ts';

const PAGE = 1_000;

export type LeftoversOptions = {
  readonly pool: Pool;
  readonly stream: string;
  readonly sender: Sender;
};

export type Page = {
  readonly ids: ReadonlySet<string>;
  /** The page was full and moved on, so the next one should follow at once. */
  readonly more: boolean;
};

/**
 * Sends one page of rows that nobody sent, oldest first: what a crash, a lost connection or a refill left
 * behind. One replica at a time, since two would mix the order: undefined when another is at it.
 */
export async function sendLeftovers(
  { pool, stream, sender }: LeftoversOptions,
  olderThanMs: number,
): Promise<Page | undefined> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    if (!(await tryLock(client, stream))) return undefined;

    const rows = await listLeftovers(client, { olderThanMs, limit: PAGE });
    const now = new Date();
    const isDue = ({ relevantUntil }: OutboxRow) => relevantUntil === null || relevantUntil > now;
    const overdue = rows.filter((row) => !isDue(row)).map(({ id }) => id);
    if (overdue.length > 0) await markSkipped(pool, overdue);
    const sent = await sender.send(rows.filter(isDue));
    return {
      ids: new Set(rows.map(({ id }) => id)),
      more: rows.length === PAGE && sent + overdue.length > 0,
    };
  } finally {
    await client.query('commit').catch(() => undefined);
    client.release();
  }
}

async function tryLock(client: Pick<Pool, 'query'>, stream: string): Promise<boolean> {
  const { rows } = await client.query<{ won: boolean }>(
    `select pg_try_advisory_xact_lock(${lockOf(stream)}) as won`,
  );
  return rows[0]?.won ?? false;
}
