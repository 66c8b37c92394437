import { bookingsHeld } from '@karcis/contracts';
import { announceMany, type OutboxRow, toOutboxRows } from '@karcis/messaging';
import type pg from 'pg';
import type { BookingsTable } from './schema.ts';

/** A new booking in HOLD, and the client's address hash for its first row of the audit trail. */
export type HeldRow = BookingsTable & { readonly ip_hash: string | null };

/**
 * One statement writes bookings, audit trail and one event for all, so one round trip and one commit serve all that wait. An id that
 * exists or has ended (tombstone), or a code that is taken, leaves its row out, of the event too. In id order, so that two replicas
 * do not deadlock.
 */
const statement = `
  with input as materialized (
    select * from json_to_recordset($1::json) as t (
      id uuid, code text, item_id uuid, item_version int, epoch int, name text, whatsapp text, email text, note text,
      attendees text[], language text, account_id uuid, quantity int, amount bigint, currency text, expires_at timestamptz,
      fingerprint text, audit_hash text, at timestamptz, ip_hash text)
  ), made as (
    insert into bookings (id, code, item_id, item_version, state, version, epoch, name, whatsapp, email, note, attendees,
      language, account_id, quantity, amount, currency, first_expires_at, hold_expires_at, fingerprint, audit_hash, created_at, updated_at)
    select id, code, item_id, item_version, 'HOLD', 1, epoch, name, whatsapp, email, note, attendees,
      language, account_id, quantity, amount, currency, expires_at, expires_at, fingerprint, audit_hash, at, at
    from input where not exists (select from tombstones where booking_id = input.id)
    order by id
    on conflict do nothing
    returning id
  ), audited as (
    insert into audit (booking_id, version, actor, ip_hash, to_state, at, hash)
    select id, 1, 'customer', ip_hash, 'HOLD', at, audit_hash from input join made using (id)
  ), announced as (
    insert into outbox (id, subject, payload, traceparent)
    select $2::uuid, $3, case
      when (select count(*) from made) = json_array_length($1::json) then $4::text
      else jsonb_set($4::text::jsonb, '{data,holds}', (
        select jsonb_agg(hold) from jsonb_array_elements($4::text::jsonb #> '{data,holds}') hold
        where (hold ->> 'bookingId')::uuid in (select id from made)))::text end, $5
    where exists (select from made)
    returning payload
  )
  select (select array_agg(id) from made) as ids, (select payload from announced) as payload`;

type Made = { readonly ids: readonly string[] | null; readonly payload: string | null };

/**
 * Writes bookings that were just granted places. Answers which of them are new; the event that tells of those is handed to
 * `publish` after the commit.
 */
export async function insertHeld(
  pool: Pick<pg.Pool, 'query'>,
  rows: readonly HeldRow[],
  publish: (rows: readonly OutboxRow[]) => void,
): Promise<boolean[]> {
  const [event] = toOutboxRows([announceMany(bookingsHeld, { holds: rows.map(toHold) })]);
  const { id, subject, payload, traceparent } = event as OutboxRow;
  const { rows: answer } = await pool.query<Made>({
    name: 'insert-held',
    text: statement,
    values: [JSON.stringify(rows.map(toInput)), id, subject, payload, traceparent],
  });

  const made = answer[0] as Made;
  if (made.payload) publish([{ ...(event as OutboxRow), payload: made.payload }]);
  const ids = new Set(made.ids);
  return rows.map((row) => ids.has(row.id));
}

const toHold = (row: HeldRow) => ({
  bookingId: row.id,
  itemId: row.item_id,
  version: 1,
  epoch: row.epoch,
  quantity: row.quantity,
  holdExpiresAt: row.hold_expires_at.toISOString(),
});

const toInput = (row: HeldRow) => ({
  id: row.id,
  code: row.code,
  item_id: row.item_id,
  item_version: row.item_version,
  epoch: row.epoch,
  name: row.name,
  whatsapp: row.whatsapp,
  email: row.email,
  note: row.note,
  attendees: row.attendees,
  language: row.language,
  ...(row.account_id !== null && { account_id: row.account_id }),
  quantity: row.quantity,
  amount: row.amount,
  currency: row.currency,
  expires_at: row.hold_expires_at,
  fingerprint: row.fingerprint,
  audit_hash: row.audit_hash,
  at: row.created_at,
  ip_hash: row.ip_hash,
});
