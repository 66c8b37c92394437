import { bookingsHeld, isoTime } from '@karcis/contracts';
import { isUniqueViolation } from '@karcis/db';
import { announceMany, type OutboxRow, toOutboxRows } from '@karcis/messaging';
import type pg from 'pg';
import type { BookingsTable } from './schema.ts';

/** A new booking in HOLD, and the client's address hash for its first row of the audit trail. */
export type HeldRow = BookingsTable & { readonly ip_hash: string | null };

/**
 * One statement writes bookings, audit trail and one event for all, so one round trip and one commit serve all that wait. A hold that
 * has ended (tombstone) leaves its row out, of the event too. In id order, so that two replicas do not deadlock.
 */
const statement = (onConflict: string) => `
  with input as materialized (
    select * from json_to_recordset($1::json) as t (
      id uuid, code text, item_id uuid, item_version int, epoch int, name text, whatsapp text, email text, note text,
      attendees text[], language text, account_id uuid, quantity int, amount bigint, currency text, expires_at timestamptz,
      fingerprint text, audit_hash text, at timestamptz, ip_hash text)
  ), made as (
    insert into bookings (id, code, item_id, item_version, state, version, epoch, name, whatsapp, email, note, attendees,
      language, account_id, quantity, amount, currency, first_expires_at, hold_expires_at, fingerprint, audit_hash, created_at, updated_at)
    select id, code, item_id, item_version, 'HOLD', 1, epoch, name, whatsapp, email, coalesce(note, ''), coalesce(attendees, '{}'),
      language, account_id, quantity, amount, currency, expires_at, expires_at, fingerprint, audit_hash, at, at
    from input where not exists (select from tombstones where booking_id = input.id)
    order by id
    ${onConflict}
    returning id
  ), audited as (
    insert into audit (booking_id, version, actor, ip_hash, to_state, at, hash)
    select id, 1, 'customer', ip_hash, 'HOLD', at, audit_hash from input join made using (id)
  ), announced as (
    insert into outbox (id, subject, payload, traceparent)
    select $2::uuid, $3, case
      when (select count(*) from made) = (select count(*) from input) then $4::text
      else jsonb_set($4::text::jsonb, '{data,holds}', (
        select jsonb_agg(hold) from jsonb_array_elements($4::text::jsonb #> '{data,holds}') hold
        where (hold ->> 'bookingId')::uuid in (select id from made)))::text end, $5
    where exists (select from made)
    returning nullif(payload, $4::text) as payload
  )
  select (select array_agg(id) from made) as ids, (select payload from announced) as payload`;

/** `payload` only where it is another than what was given. */
type Made = { readonly ids: readonly string[] | null; readonly payload: string | null };

const asNew = { name: 'insert-held', text: statement('') };
/** An id that exists, or a code that is taken, leaves its row out too. PostgreSQL looks for both before it writes: a tenth slower. */
const ifNew = { name: 'insert-held-if-new', text: statement('on conflict do nothing') };

/**
 * Writes bookings that were just granted places; with `mayExist`, some of them perhaps for the second time. Answers which of them are
 * new; the event that tells of those is handed to `publish` after the commit.
 */
export async function insertHeld(
  pool: Pick<pg.Pool, 'query'>,
  rows: readonly HeldRow[],
  publish: (rows: readonly OutboxRow[]) => void,
  mayExist = false,
): Promise<boolean[]> {
  const [event] = toOutboxRows([announceMany(bookingsHeld, { holds: rows.map(toHold) })]);
  const { id, subject, payload, traceparent } = event as OutboxRow;
  const values = [JSON.stringify(rows.map(toInput)), id, subject, payload, traceparent];
  const write = async (query: typeof asNew) =>
    (await pool.query<Made>({ ...query, values })).rows[0] as Made;

  const made = await write(mayExist ? ifNew : asNew).catch((error: unknown) => {
    if (isUniqueViolation(error)) return write(ifNew);
    throw error;
  });
  const ids = new Set(made.ids);
  if (ids.size > 0) publish([{ ...(event as OutboxRow), payload: made.payload ?? payload }]);
  return rows.map((row) => ids.has(row.id));
}

const toHold = (row: HeldRow) => ({
  bookingId: row.id,
  itemId: row.item_id,
  version: 1,
  epoch: row.epoch,
  quantity: row.quantity,
  holdExpiresAt: isoTime(row.hold_expires_at),
});

/** What is empty stays away: PostgreSQL reads each field by its name. */
const toInput = (row: HeldRow) => ({
  id: row.id,
  code: row.code,
  item_id: row.item_id,
  item_version: row.item_version,
  epoch: row.epoch,
  name: row.name,
  whatsapp: row.whatsapp ?? undefined,
  email: row.email ?? undefined,
  note: row.note || undefined,
  attendees: row.attendees.length > 0 ? row.attendees : undefined,
  language: row.language,
  account_id: row.account_id ?? undefined,
  quantity: row.quantity,
  amount: row.amount,
  currency: row.currency,
  expires_at: isoTime(row.hold_expires_at),
  fingerprint: row.fingerprint,
  audit_hash: row.audit_hash,
  at: isoTime(row.created_at),
  ip_hash: row.ip_hash ?? undefined,
});
