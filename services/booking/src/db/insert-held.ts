import { bookingHeld } from '@karcis/contracts';
import { announce, type OutboxRow, toOutboxRows } from '@karcis/messaging';
import type pg from 'pg';
import type { BookingsTable } from './schema.ts';

/** A new booking in HOLD, and the client's address hash for its first row of the audit trail. */
export type HeldRow = BookingsTable & { readonly ip_hash: string | null };

/**
 * One statement writes bookings, audit trail and outbox, so one round trip and one commit serve all that wait. An id that exists
 * or has ended (tombstone), or a code that is taken, leaves its row out. In id order, so that two replicas do not deadlock.
 */
const statement = `
  with input as materialized (
    select * from json_to_recordset($1) as t (
      id uuid, code text, item_id uuid, item_version int, epoch int, name text, whatsapp text, email text, note text,
      attendees text[], language text, quantity int, amount bigint, currency text, expires_at timestamptz,
      fingerprint text, audit_hash text, at timestamptz, ip_hash text,
      event_id uuid, subject text, payload text, traceparent text)
  ), made as (
    insert into bookings (id, code, item_id, item_version, state, version, epoch, name, whatsapp, email, note, attendees,
      language, quantity, amount, currency, first_expires_at, hold_expires_at, fingerprint, audit_hash, created_at, updated_at)
    select id, code, item_id, item_version, 'HOLD', 1, epoch, name, whatsapp, email, note, attendees,
      language, quantity, amount, currency, expires_at, expires_at, fingerprint, audit_hash, at, at
    from input where not exists (select from tombstones where booking_id = input.id)
    order by id
    on conflict do nothing
    returning id
  ), audited as (
    insert into audit (booking_id, version, actor, ip_hash, to_state, at, hash)
    select id, 1, 'customer', ip_hash, 'HOLD', at, audit_hash from input join made using (id)
  ), announced as (
    insert into outbox (id, subject, payload, traceparent)
    select event_id, subject, payload, traceparent from input join made using (id)
  )
  select id from made`;

/**
 * Writes bookings that were just granted places. Answers which of them are new; the outbox rows of those are handed to
 * `published` after the commit.
 */
export async function insertHeld(
  pool: Pick<pg.Pool, 'query'>,
  rows: readonly HeldRow[],
  publish: (rows: readonly OutboxRow[]) => void,
): Promise<boolean[]> {
  const events = toOutboxRows(rows.map(toHeldEvent));
  const input = rows.map((row, index) => ({
    ...toInput(row),
    ...toEventInput(events[index] as OutboxRow),
  }));
  const { rows: made } = await pool.query<{ id: string }>({
    name: 'insert-held',
    text: statement,
    values: [JSON.stringify(input)],
  });

  const ids = new Set(made.map(({ id }) => id));
  publish(events.filter((_, index) => ids.has((rows[index] as HeldRow).id)));
  return rows.map(({ id }) => ids.has(id));
}

const toHeldEvent = (row: HeldRow) =>
  announce(bookingHeld, row.id, {
    bookingId: row.id,
    itemId: row.item_id,
    version: 1,
    epoch: row.epoch,
    quantity: row.quantity,
    holdExpiresAt: row.hold_expires_at.toISOString(),
  });

const toEventInput = ({ id, subject, payload, traceparent }: OutboxRow) => ({
  event_id: id,
  subject,
  payload,
  traceparent,
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
  quantity: row.quantity,
  amount: row.amount,
  currency: row.currency,
  expires_at: row.hold_expires_at,
  fingerprint: row.fingerprint,
  audit_hash: row.audit_hash,
  at: row.created_at,
  ip_hash: row.ip_hash,
});
