import { isUniqueViolation } from '@karcis/db';
import { sql } from 'kysely';
import type { LockedBooking } from '../db/bookings.ts';
import type { Tx } from '../db/schema.ts';

type Method = { readonly id: string; readonly unique_amount: boolean };

/** What banks and people take for a small change of the amount. */
const SUFFIX_MAX = 999;
/** Rivals took the amount between our look and our write, so often in a row: then there are none left. */
const TRIES_MAX = 20;

/**
 * Gives a booking in HOLD an amount of its own among the open bookings of one account: a few rupiah more than it costs. The
 * booking keeps one that it has. Null where the method asks for none, the currency has minor units, or all are
 * taken: then it is the plain amount, and a person looks at the proof as ever. The caller holds the booking's lock.
 */
export async function chooseAmount(
  trx: Tx,
  booking: LockedBooking,
  method: Method,
): Promise<number | null> {
  const { state, currency, amount } = booking;
  if (!method.unique_amount || state !== 'HOLD' || currency !== 'IDR' || amount === 0) return null;
  if (booking.method_id === method.id && booking.amount_due !== null) return booking.amount_due;

  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const amountDue = await findFreeAmount(trx, method.id, amount);
    if (amountDue === null) return null;
    if (await take(trx, booking.id, method.id, amountDue)) return amountDue;
  }
  return null;
}

/**
 * One that no open booking has; of those, one that no booking had in the last days, because the money of an ended booking may
 * still be on its way.
 */
async function findFreeAmount(trx: Tx, methodId: string, amount: number): Promise<number | null> {
  const { rows } = await sql<{ due: number }>`
    with used as (
      select coalesce(amount_due, amount) as due, bool_or(state in ('HOLD', 'PENDING', 'REVIEW')) as open
      from bookings
      where method_id = ${methodId}
        and coalesce(amount_due, amount) between ${amount}::bigint + 1 and ${amount}::bigint + ${SUFFIX_MAX}
        and (state in ('HOLD', 'PENDING', 'REVIEW') or updated_at > now() - interval '7 days')
      group by 1
    )
    select ${amount}::bigint + suffix as due
    from generate_series(1, ${SUFFIX_MAX}) suffix
    left join used on used.due = ${amount}::bigint + suffix
    where used.open is not true
    order by used.due is not null, random()
    limit 1`.execute(trx);
  return rows[0]?.due ?? null;
}

/** The index decides between rivals. False when somebody else has the amount. */
async function take(trx: Tx, id: string, methodId: string, amountDue: number): Promise<boolean> {
  await sql`savepoint choosing_amount`.execute(trx);
  try {
    await trx
      .updateTable('bookings')
      .set({ method_id: methodId, amount_due: amountDue })
      .where('id', '=', id)
      .execute();
  } catch (error) {
    if (!isUniqueViolation(error, 'bookings_open_amounts')) throw error;
    await sql`rollback to savepoint choosing_amount`.execute(trx);
    return false;
  }
  await sql`release savepoint choosing_amount`.execute(trx);
  return true;
}
