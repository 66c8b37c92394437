import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from './schema.ts';

/** Stands where a name was. Names are letters, so that nobody's is this by chance. */
const NAMELESS = '(dihapus)';

export type Erasable = { readonly id: string; readonly code: string };

const mayGo = sql`erased_at is null and state in ('PAID', 'REJECTED', 'EXPIRED', 'CANCELLED')
  and not exists (select from payments where booking_id = b.id and status = 'refund-due')`;

export type Found = {
  /** Oldest first. */
  readonly erasable: readonly Erasable[];
  /** How many more there are, that are under way or have money to give back. */
  readonly waiting: number;
};

/** What this contact, in any letter case, or this account booked. At most `limit` that can be erased. */
export async function findByContact(
  db: Db,
  contact: string,
  accountId: string | null,
  limit: number,
): Promise<Found> {
  const theirs = sql`(lower(b.email) = lower(${contact}) or b.whatsapp = ${contact} or b.account_id = ${accountId}::uuid)`;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from bookings b
    where ${theirs} and erased_at is null and not (${mayGo})`.execute(db);
  return { erasable: await list(db, theirs, limit), waiting: rows[0]?.count ?? 0 };
}

/** The ended bookings whose people have been kept for so many days after booking and event were over. */
export const findOld = (db: Tx, days: number, limit: number): Promise<readonly Erasable[]> =>
  list(
    db,
    sql`b.updated_at < clock_timestamp() - ${days} * interval '1 day' and (
      select coalesce((facts ->> 'endsAt')::timestamptz, (facts ->> 'startsAt')::timestamptz)
      from items where id = b.item_id order by version desc limit 1
    ) < clock_timestamp() - ${days} * interval '1 day'`,
    limit,
  );

async function list(
  db: Db | Tx,
  where: RawBuilder<unknown>,
  limit: number,
): Promise<readonly Erasable[]> {
  const { rows } = await sql<Erasable>`
    select b.id, b.code from bookings b where ${mayGo} and ${where}
    order by b.created_at, b.id limit ${limit}`.execute(db);
  return rows;
}

export const findByCode = (db: Db, code: string): Promise<Erasable | undefined> =>
  db.selectFrom('bookings').select(['id', 'code']).where('code', '=', code).executeTakeFirst();

/** Money that has to go back needs somebody to give it to. */
export async function owesMoney(trx: Tx, bookingId: string): Promise<boolean> {
  const owed = await trx
    .selectFrom('payments')
    .select('id')
    .where('booking_id', '=', bookingId)
    .where('status', '=', 'refund-due')
    .executeTakeFirst();
  return owed !== undefined;
}

/**
 * Forgets who booked, and all that this person wrote or was written: states, places, amounts and instants stay, and so does the
 * audit trail, which names nobody. The caller holds the row's lock.
 */
export async function forgetPerson(trx: Tx, bookingId: string): Promise<void> {
  await sql`
    update bookings set name = ${NAMELESS}, whatsapp = null, email = null, note = '', attendees = '{}', account_id = null,
      rejection_reason = null, fingerprint = 'erased', erased_at = clock_timestamp()
    where id = ${bookingId}`.execute(trx);
  await sql`update tickets set attendee = ${NAMELESS} where booking_id = ${bookingId}`.execute(trx);
  await sql`update proofs set answers = '{}', ip_hash = null where booking_id = ${bookingId}`.execute(
    trx,
  );
  await sql`update payments set redirect_url = null, refund_error = null where booking_id = ${bookingId}`.execute(
    trx,
  );
  // What the bank wrote names who sent the money.
  await sql`update statement_lines set description = '' where booking_id = ${bookingId}`.execute(
    trx,
  );
}

/** True for one transaction at a time. */
export async function lockErasing(trx: Tx): Promise<boolean> {
  const { rows } = await sql<{ won: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('booking erases people')) as won`.execute(trx);
  return rows[0]?.won ?? false;
}
