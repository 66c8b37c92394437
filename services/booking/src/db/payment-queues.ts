import { type Selectable, sql } from 'kysely';
import type { ProviderName, ProviderReport } from '../providers/provider.ts';
import type { PaymentRow } from './payments.ts';
import type { Db, PaymentEventsTable, Tx } from './schema.ts';

/**
 * Three queues in tables, worked on by every replica: what providers said, sessions to ask them about, refunds to ask them for.
 * To claim a row is to put its next time off by a lease; whoever dies over it leaves it to the next.
 */
export type PaymentEvent = Omit<Selectable<PaymentEventsTable>, 'report'> & {
  readonly report: ProviderReport;
};

/** Longer than everything that is done under it together takes before it is given up. */
const leaseSeconds = 60;
const batchMax = 16;
const problemMax = 200;
/** What could not be worked on for so long is left to people, who see it in their list. */
const giveUpAfter = sql`interval '7 days'`;

/** Keeps a report for ever. False when it was kept before. */
export async function keepReport(
  db: Db,
  provider: ProviderName,
  report: ProviderReport,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('payment_events')
    .values({
      provider,
      event_id: report.eventId,
      booking_id: report.booking?.id ?? null,
      report: JSON.stringify(report),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function claimEvents(
  db: Db,
  providers: readonly ProviderName[],
): Promise<PaymentEvent[]> {
  const { rows } = await sql<PaymentEvent>`
    update payment_events set next_try_at = now() + make_interval(secs => ${leaseSeconds}), tries = tries + 1
    where (provider, event_id) in (
      select provider, event_id from payment_events
      where next_try_at <= now() and provider = any (${providers}::text[])
      order by next_try_at limit ${batchMax} for update skip locked)
    returning *`.execute(db);
  return rows;
}

/** The work is done, in the same transaction as its effect. */
export async function finishEvent(
  db: Db | Tx,
  { provider, event_id: id }: Pick<PaymentEvent, 'provider' | 'event_id'>,
  outcome: string,
): Promise<void> {
  await sql`
    update payment_events set done_at = now(), next_try_at = null, outcome = ${outcome}, problem = null
    where provider = ${provider} and event_id = ${id} and done_at is null`.execute(db);
}

/** Comes again after a while, until that was long enough. */
export async function putOffEvent(
  db: Db,
  { provider, event_id: id }: Pick<PaymentEvent, 'provider' | 'event_id'>,
  problem: string,
  seconds: number,
): Promise<void> {
  await sql`
    update payment_events set problem = ${problem.slice(0, problemMax)},
      next_try_at = case when received_at > now() - ${giveUpAfter} then now() + make_interval(secs => ${seconds}) end
    where provider = ${provider} and event_id = ${id} and done_at is null`.execute(db);
}

export async function claimChecks(
  db: Db,
  providers: readonly ProviderName[],
): Promise<PaymentRow[]> {
  const { rows } = await sql<PaymentRow>`
    update payments set next_check_at = now() + make_interval(secs => ${leaseSeconds}), checks = checks + 1
    where id in (
      select id from payments
      where next_check_at <= now() and status = 'open' and provider = any (${providers}::text[])
      order by next_check_at limit ${batchMax} for update skip locked)
    returning *`.execute(db);
  return rows;
}

/** `at` the session's end at the latest, so that it is ended in time. */
export async function putOffCheck(db: Db, id: string, seconds: number): Promise<void> {
  await sql`
    update payments set next_check_at = case
      when expires_at > now() then least(expires_at, now() + make_interval(secs => ${seconds}))
      else now() + make_interval(secs => ${seconds}) end
    where id = ${id} and status = 'open'`.execute(db);
}

export async function claimRefunds(
  db: Db,
  providers: readonly ProviderName[],
): Promise<PaymentRow[]> {
  const { rows } = await sql<PaymentRow>`
    update payments set next_refund_at = now() + make_interval(secs => ${leaseSeconds}), refund_tries = refund_tries + 1
    where id in (
      select id from payments
      where next_refund_at <= now() and status = 'refund-due' and provider = any (${providers}::text[])
      order by next_refund_at limit ${batchMax} for update skip locked)
    returning *`.execute(db);
  return rows;
}

/** The provider has begun to give it back under this reference, and is asked after a while how it stands. */
export async function awaitRefund(
  db: Db,
  id: string,
  reference: string,
  seconds: number,
): Promise<void> {
  await sql`
    update payments set refund_reference = ${reference}, refund_error = null,
      next_refund_at = now() + make_interval(secs => ${seconds})
    where id = ${id} and status = 'refund-due'`.execute(db);
}

/** `seconds` is null where the provider said no: that refund is over, and a person has to look at it. */
export async function putOffRefund(
  db: Db | Tx,
  id: string,
  problem: string,
  seconds: number | null,
): Promise<void> {
  await sql`
    update payments set refund_error = ${problem.slice(0, problemMax)},
      refund_reference = case when ${seconds}::integer is not null then refund_reference end,
      next_refund_at = case when ${seconds}::integer is not null then now() + make_interval(secs => ${seconds}::integer) end
    where id = ${id} and status = 'refund-due'`.execute(db);
}

/** Asks for a refund; where the provider had said no, that is another asking and begins anew. */
export async function requestRefund(trx: Tx, id: string, by: string): Promise<void> {
  await sql`
    update payments set refunded_by = ${by},
      refund_requested_at = case when next_refund_at is null then now() else coalesce(refund_requested_at, now()) end,
      next_refund_at = coalesce(next_refund_at, now()), refund_error = null
    where id = ${id} and status = 'refund-due'`.execute(trx);
}
