import { type Actor, bookingErased, type eraseBookings, type RequestOf } from '@karcis/contracts';
import type { ResponseOf } from '@karcis/contracts';
import { announce, type Transact } from '@karcis/messaging';
import { lockBooking } from '../db/bookings.ts';
import * as erasures from '../db/erasures.ts';
import type { BookingDatabase, Db } from '../db/schema.ts';
import type { Telemetry } from '../telemetry.ts';
import { type BookingUnit, execute } from './execute.ts';

type Circumstances = { readonly by: Actor; readonly ipHash: string | null };

/** Each is a transaction of its own, so that a person with many does not stop everybody else. */
const BOOKINGS_MAX = 500;
const BOOKINGS_A_ROUND = 50;

/** Forgets who made one booking and tells so. False when it has to wait. A repeat says nothing new. */
async function erase(
  unit: BookingUnit,
  telemetry: Telemetry,
  bookingId: string,
  { by, ipHash }: Circumstances,
): Promise<boolean> {
  const before = await lockBooking(unit.trx, bookingId);
  if (before?.erased_at) return true;
  if (await erasures.owesMoney(unit.trx, bookingId)) return false;

  const outcome = await execute(unit, telemetry, bookingId, { type: 'erase', by }, { ipHash });
  if (!outcome.ok) return false;
  await erasures.forgetPerson(unit.trx, bookingId);
  const { item_id: itemId, version, epoch, quantity } = outcome.row;
  unit.announce(
    announce(bookingErased, bookingId, { bookingId, itemId, version, epoch, quantity }),
  );
  unit.afterCommit(() => telemetry.erased(by));
  return true;
}

export type EraseDeps = {
  readonly db: Db;
  readonly transact: Transact<BookingDatabase>;
  readonly telemetry: Telemetry;
};

/** What an organiser was asked for by a person. At most 500 at once: `waiting` then counts the rest too. */
export async function eraseAsked(
  { db, transact, telemetry }: EraseDeps,
  { who, ipHash }: RequestOf<typeof eraseBookings>,
): Promise<ResponseOf<typeof eraseBookings>> {
  const one = 'code' in who ? await erasures.findByCode(db, who.code) : undefined;
  const found =
    'code' in who
      ? { erasable: one ? [one] : [], waiting: 0 }
      : await erasures.findByContact(db, who.contact, who.accountId, BOOKINGS_MAX);

  const erased: erasures.Erasable[] = [];
  for (const booking of found.erasable) {
    const isDone = await transact((unit) =>
      erase(unit, telemetry, booking.id, { by: 'organiser', ipHash }),
    );
    if (isDone) erased.push(booking);
  }
  return { erased, waiting: found.waiting + found.erasable.length - erased.length };
}

/** Forgets people whose time is over, some at a time and by one replica at a time. Returns how many. */
export const eraseOld = (
  { transact, telemetry }: Omit<EraseDeps, 'db'>,
  days: number,
): Promise<number> =>
  transact(async (unit) => {
    if (!(await erasures.lockErasing(unit.trx))) return 0;
    const old = await erasures.findOld(unit.trx, days, BOOKINGS_A_ROUND);
    for (const { id } of old) await erase(unit, telemetry, id, { by: 'system', ipHash: null });
    return old.length;
  });
