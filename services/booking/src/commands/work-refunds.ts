import { lockBooking } from '../db/bookings.ts';
import { awaitRefund, claimRefunds, putOffRefund } from '../db/payment-queues.ts';
import type { PaymentRow } from '../db/payments.ts';
import type { Tx } from '../db/schema.ts';
import { backoffSeconds } from '../domain/payment.ts';
import {
  type PaymentProvider,
  type ProviderRefund,
  ProviderRefused,
} from '../providers/provider.ts';
import { noteOf, recordRefunded } from './refund-news.ts';
import type { WorkDeps } from './work-events.ts';

const firstRetrySeconds = 5;
const retrySecondsMax = 3600;

/**
 * Asks providers for the refunds that organisers asked for, all that are due, and how those stand that were on their way: nobody is told
 * before the money has gone. A provider that says no leaves it to a person. Returns how many were due.
 */
export async function workRefunds(deps: WorkDeps): Promise<number> {
  for (let worked = 0; ;) {
    const due = await claimRefunds(deps.db, [...deps.providers.keys()]);
    if (due.length === 0) return worked;
    await Promise.all(due.map((payment) => work(deps, payment)));
    worked += due.length;
  }
}

async function work(deps: WorkDeps, payment: PaymentRow): Promise<void> {
  const { transact, telemetry } = deps;
  const provider = deps.providers.get(payment.provider as PaymentProvider['name']);
  if (!provider) return;
  try {
    const { reference, isDone } = await giveBack(provider, payment);
    if (!isDone) return await awaitRefund(deps.db, payment.id, reference, nextIn(payment));
    await transact(async (unit) => {
      await lockBooking(unit.trx, payment.booking_id);
      if (!(await isStillDue(unit.trx, payment.id))) return;
      const by = payment.refunded_by ?? 'provider';
      await recordRefunded(unit, telemetry, payment.booking_id, payment, { by, reference });
    });
  } catch (error) {
    telemetry.paymentTrouble(provider.name, 'refund', error);
    await putOff(deps, payment, error);
  }
}

const nextIn = ({ refund_tries: tries }: PaymentRow) =>
  backoffSeconds(tries, firstRetrySeconds, retrySecondsMax);

function giveBack(provider: PaymentProvider, payment: PaymentRow): Promise<ProviderRefund> {
  const known = payment.refund_reference;
  if (known !== null && provider.findRefund) return provider.findRefund(known);
  return provider.refund({
    bookingId: payment.booking_id,
    epoch: payment.epoch,
    reference: payment.reference ?? '',
    paymentReference: payment.payment_reference,
    amount: payment.received_amount ?? payment.amount,
    currency: payment.received_currency ?? payment.currency,
    idempotencyKey: keyOf(payment),
  });
}

/** One for each time that it was asked for: a repeat after a crash gives nothing back twice, and after a refusal it is tried anew. */
const keyOf = ({ id, refund_requested_at: at }: PaymentRow) =>
  `${id}-${(at?.getTime() ?? 0).toString(36)}`;

async function putOff(deps: WorkDeps, payment: PaymentRow, error: unknown): Promise<void> {
  if (!(error instanceof ProviderRefused)) {
    const problem = 'The provider does not answer.';
    return putOffRefund(deps.db, payment.id, problem, nextIn(payment));
  }
  await deps.transact(async (unit) => {
    await putOffRefund(unit.trx, payment.id, error.message, null);
    await noteOf(unit, deps.telemetry, payment.booking_id, 'refund-refused', 'provider');
  });
}

async function isStillDue(trx: Tx, id: string): Promise<boolean> {
  const query = trx
    .selectFrom('payments')
    .select('id')
    .where('id', '=', id)
    .where('status', '=', 'refund-due');
  return (await query.executeTakeFirst()) !== undefined;
}
