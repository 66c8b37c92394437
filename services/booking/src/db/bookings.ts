import { sql } from 'kysely';
import type { BookingFacts, Step } from '../domain/booking.ts';
import { chainHash } from '../domain/audit.ts';
import type { BookingsTable, Db, Tx } from './schema.ts';
import { insertTickets } from './tickets.ts';

/** A locked booking: its row, and whether its item approves by itself. */
export type LockedBooking = BookingsTable & { readonly auto_approve: boolean };

/** Locks one booking until the transaction ends. Rivals wait their turn. */
export async function lockBooking(trx: Tx, id: string): Promise<LockedBooking | undefined> {
  const { rows } = await sql<LockedBooking>`
    select b.*, (i.facts ->> 'autoApprove')::boolean as auto_approve
    from bookings b join items i on i.id = b.item_id and i.version = b.item_version
    where b.id = ${id}
    for update of b`.execute(trx);
  return rows[0];
}

/** What a payment has to know of a booking before it is locked. */
export const findBookingFacts = (
  db: Db,
  id: string,
): Promise<Pick<BookingsTable, 'state' | 'epoch' | 'amount' | 'currency'> | undefined> =>
  db
    .selectFrom('bookings')
    .select(['state', 'epoch', 'amount', 'currency'])
    .where('id', '=', id)
    .executeTakeFirst();

export const toFacts = (row: LockedBooking): BookingFacts => ({
  state: row.state,
  epoch: row.epoch,
  proofId: row.proof_id,
  autoApprove: row.auto_approve,
});

/** What a change writes besides its steps. */
export type BookingPatch = Partial<
  Pick<
    BookingsTable,
    | 'method_id'
    | 'amount_due'
    | 'proof_id'
    | 'rejection_reason'
    | 'hold_expires_at'
    | 'submitted_at'
  >
>;

/**
 * Saves steps: each gets a version and a row of the audit trail, chained to the former one. Returns the booking as it is now.
 * Its tickets come with the step to PAID. The caller holds the row's lock.
 */
export async function saveSteps(
  trx: Tx,
  row: LockedBooking,
  change: {
    readonly steps: readonly Step[];
    readonly epoch: number;
    readonly ipHash: string | null;
    readonly at: Date;
    readonly patch?: BookingPatch;
  },
): Promise<LockedBooking> {
  let { version, audit_hash } = row;
  const audit = change.steps.map((step) => {
    version += 1;
    const facts = {
      bookingId: row.id,
      version,
      actor: step.by,
      ipHash: change.ipHash,
      from: step.from,
      to: step.to,
      reason: step.reason,
      at: change.at,
    };
    audit_hash = chainHash(audit_hash, facts);
    return { ...facts, hash: audit_hash };
  });
  const state = change.steps.at(-1)?.to ?? row.state;
  const saved = {
    ...change.patch,
    state,
    version,
    epoch: change.epoch,
    audit_hash,
    updated_at: change.at,
  };

  await trx.updateTable('bookings').set(saved).where('id', '=', row.id).execute();
  if (audit.length > 0) {
    await trx
      .insertInto('audit')
      .values(
        audit.map(({ bookingId, ipHash, from, to, ...rest }) => ({
          ...rest,
          booking_id: bookingId,
          ip_hash: ipHash,
          from_state: from,
          to_state: to,
        })),
      )
      .execute();
  }
  if (change.steps.some(({ to }) => to === 'PAID')) await insertTickets(trx, row);
  return { ...row, ...saved };
}

/** The database's clock, for stamps that decide nothing. Milliseconds, as the wire and the audit hash carry them. */
export async function readNow(trx: Tx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`
    select date_trunc('milliseconds', clock_timestamp()) as now`.execute(trx);
  return (rows[0] as { now: Date }).now;
}
