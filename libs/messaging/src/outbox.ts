import type { Database } from '@karcis/db';
import { type Transaction, sql } from 'kysely';
import type { OutboxRow } from './announcement.ts';

export type Pool = Database<unknown>['pool'];

/** What the server acknowledged: this event lies in the stream under this sequence. */
export type Published = { readonly id: string; readonly seq: number };

export async function insertOutboxRows<D>(
  trx: Transaction<D>,
  rows: readonly OutboxRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into outbox (id, subject, payload, traceparent, relevant_until)
    select * from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.subject)}::text[],
      ${rows.map((row) => row.payload)}::text[], ${rows.map((row) => row.traceparent)}::text[],
      ${rows.map((row) => row.relevantUntil)}::timestamptz[])`.execute(trx);
}

/**
 * Unpublished rows, oldest first. `olderThanMs` leaves out those that are being sent from memory. Never
 * `id > last`: transactions commit out of order, and whatever commits late would be passed over.
 */
export async function listLeftovers(
  pool: Pick<Pool, 'query'>,
  { olderThanMs, limit }: { readonly olderThanMs: number; readonly limit: number },
): Promise<OutboxRow[]> {
  const { rows } = await pool.query<OutboxRow>({
    name: 'outbox-leftovers',
    text: `
      select id, subject, payload, traceparent, relevant_until as "relevantUntil"
      from outbox
      where published_at is null and created_at <= now() - $1 * interval '1 millisecond'
      order by id limit $2`,
    values: [olderThanMs, limit],
  });
  return rows;
}

/**
 * Marks rows as published, and moves the stream's mark up, if the stream is still the one that took them:
 * false otherwise, and nothing is marked. The mark's row lock makes this wait for a repair under way. The
 * commit does not wait for the disk, since a forgotten mark only makes the event arrive twice.
 */
export async function markPublished(
  pool: Pool,
  stream: string,
  incarnation: string,
  published: readonly Published[],
): Promise<boolean> {
  const highest = published.reduce((a, b) => (b.seq > a.seq ? b : a));
  const { rows } = await pool.query<{ marked: boolean }>({
    name: 'outbox-mark-published',
    text: `
      with unhurried as (select set_config('synchronous_commit', 'off', true)),
      mark as (
        update outbox_marks
        set seq = greatest(seq, $3), event_id = case when $3 > seq then $4 else event_id end
        from unhurried
        where stream = $1 and incarnation = $2
        returning 1
      ), marked as (
        update outbox set published_at = now(), stream_seq = sent.seq
        from unnest($5::uuid[], $6::bigint[]) as sent (id, seq)
        where outbox.id = sent.id and published_at is null and exists (select from mark)
      )
      select exists (select from mark) as marked`,
    values: [
      stream,
      incarnation,
      highest.seq,
      highest.id,
      published.map(({ id }) => id),
      published.map(({ seq }) => seq),
    ],
  });
  return rows[0]?.marked ?? false;
}

/** Sets rows aside whose time passed before they could be sent. */
export async function markSkipped(pool: Pool, ids: readonly string[]): Promise<void> {
  await pool.query({
    name: 'outbox-mark-skipped',
    text: `update outbox set published_at = now() where id = any($1::uuid[]) and published_at is null`,
    values: [ids],
  });
}

/** How much waits and since when, for the metrics. Counts no further than `countMax`. */
export async function measureBacklog(
  pool: Pool,
  countMax = 100_000,
): Promise<{ readonly pending: number; readonly lagSeconds: number }> {
  const { rows } = await pool.query<{ pending: number; lagSeconds: number }>({
    name: 'outbox-backlog',
    text: `
      select count(*) as pending,
        coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as "lagSeconds"
      from (select created_at from outbox where published_at is null order by id limit $1) as waiting`,
    values: [countMax],
  });
  return rows[0] ?? { pending: 0, lagSeconds: 0 };
}

/** Deletes published rows older than the stream keeps them, one replica at a time. Returns how many. */
export async function forgetPublished(
  pool: Pool,
  { olderThan, limit }: { readonly olderThan: Date; readonly limit: number },
): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'outbox-forget',
    text: `
      with mine as materialized (
        select pg_try_advisory_xact_lock(hashtext('emptying outbox ' || current_schema())) as won
      )
      delete from outbox where id in (
        select id from outbox
        where id < $1 and published_at is not null and (select won from mine) order by id limit $2)`,
    values: [firstIdAt(olderThan), limit],
  });
  return rowCount ?? 0;
}

/** The lowest uuid v7 of that instant: ids carry their time, so age is a range of the primary key. */
export function firstIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
