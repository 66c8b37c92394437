import type {
  BookingRefusal,
  PaymentProviderName,
  RequestOf,
  selectMethod,
} from '@karcis/contracts';
import { lockBooking } from '../db/bookings.ts';
import { isOffered } from '../db/payment-methods.ts';
import type { Tx } from '../db/schema.ts';
import { chooseAmount } from './choose-amount.ts';
import type { Telemetry } from '../telemetry.ts';
import { type BookingUnit, execute } from './execute.ts';

export type SelectMethod = RequestOf<typeof selectMethod>;

/**
 * Chooses how to pay. The operation's hash is kept beside the effect, so that a repeat after a crash succeeds although the
 * booking may have moved on. Returns the refusal, or null.
 */
export async function chooseMethod(
  unit: BookingUnit,
  telemetry: Telemetry,
  { bookingId, methodId, operation, ipHash }: SelectMethod,
  providers: readonly PaymentProviderName[],
): Promise<BookingRefusal | null> {
  // Rivals wait here, so that a repeat sees what the first one left.
  const booking = await lockBooking(unit.trx, bookingId);
  if (await hasRun(unit.trx, operation)) return null;
  const method = await findActive(unit.trx, methodId, providers);
  if (!method) return { code: 'payment-method-not-found' };

  const command = { type: 'select-method' } as const;
  const amountDue = booking && (await chooseAmount(unit.trx, booking, method));
  const patch = { method_id: methodId, amount_due: amountDue ?? null };
  const outcome = await execute(unit, telemetry, bookingId, command, { ipHash, patch });
  if (!outcome.ok) return outcome.refusal;

  await unit.trx
    .insertInto('operations')
    .values({ id: operation, booking_id: bookingId })
    .execute();
  return null;
}

async function hasRun(trx: Tx, operation: string): Promise<boolean> {
  const query = trx.selectFrom('operations').select('id').where('id', '=', operation);
  return (await query.executeTakeFirst()) !== undefined;
}

/** Keeps the method from being removed until the booking refers to it. */
async function findActive(trx: Tx, id: string, providers: readonly PaymentProviderName[]) {
  const query = trx
    .selectFrom('payment_methods')
    .select(['id', 'unique_amount'])
    .where('id', '=', id)
    .where('active', '=', true)
    .where(isOffered(providers));
  return query.forShare().executeTakeFirst();
}
