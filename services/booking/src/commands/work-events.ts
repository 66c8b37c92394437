import { claimEvents, finishEvent, type PaymentEvent, putOffEvent } from '../db/payment-queues.ts';
import { backoffSeconds } from '../domain/payment.ts';
import type { PaymentProvider, ProviderName, ProviderReport } from '../providers/provider.ts';
import { type ApplyDeps, applyReport, type OurReport } from './apply-report.ts';

export type WorkDeps = ApplyDeps & {
  readonly providers: ReadonlyMap<ProviderName, PaymentProvider>;
};

const firstRetrySeconds = 2;
const retrySecondsMax = 3600;

/**
 * Works on what providers said, all that is due. An event is done in the transaction of its effect; one that fails, or speaks of a
 * booking that is not known (yet), comes again later, and is visible to the organiser meanwhile. Returns how many there were.
 */
export async function workEvents(deps: WorkDeps): Promise<number> {
  for (let worked = 0; ;) {
    const events = await claimEvents(deps.db, [...deps.providers.keys()]);
    if (events.length === 0) return worked;
    await Promise.all(events.map((event) => work(deps, event)));
    worked += events.length;
  }
}

async function work(deps: WorkDeps, event: PaymentEvent): Promise<void> {
  try {
    await handle(deps, event);
  } catch (error) {
    deps.telemetry.paymentTrouble(event.provider, 'event', error);
    await putOff(deps, event, error instanceof Error ? error.name : 'failed');
  }
}

const putOff = ({ db }: WorkDeps, event: PaymentEvent, problem: string) =>
  putOffEvent(db, event, problem, backoffSeconds(event.tries, firstRetrySeconds, retrySecondsMax));

async function handle(deps: WorkDeps, event: PaymentEvent): Promise<void> {
  const { report, provider } = event;
  if (!isOurs(report)) return finishEvent(deps.db, event, 'not-ours');

  const reports = await believe(deps, provider, report);
  if (!reports) return putOff(deps, event, 'not-confirmed');
  for (const [index, each] of reports.entries()) {
    const isLast = index === reports.length - 1;
    const applied = await applyReport(deps, provider, each, async ({ trx }, outcome) => {
      if (isLast && outcome !== 'unknown-booking') await finishEvent(trx, event, outcome);
    });
    if (applied === 'unknown-booking') return putOff(deps, event, applied);
  }
}

/**
 * A webhook's word is a hint: its provider is asked, and what it says then is what counts, in whichever order webhooks come. A
 * payment of the session besides the one that the provider names is a second one, where the webhook is signed as a whole. Null: the
 * provider knows nothing of this money (yet), and a person sees that somebody said so.
 */
async function believe(
  { providers }: WorkDeps,
  name: ProviderName,
  report: OurReport,
): Promise<readonly OurReport[] | null> {
  if (report.status === 'open') return [report];
  const { booking, reference, paymentReference } = report;
  const provider = providers.get(name);
  const checkout = { bookingId: booking.id, epoch: booking.epoch, reference };
  const confirmed = await provider?.findReport(checkout);
  if (report.status !== 'paid') return confirmed && isOurs(confirmed) ? [confirmed] : [report];

  const isTrue = confirmed && isOurs(confirmed) && settled.has(confirmed.status);
  if (!isTrue || confirmed.booking.id !== booking.id) return null;
  const isAnother =
    confirmed.status === 'paid' &&
    paymentReference !== null &&
    confirmed.paymentReference !== null &&
    confirmed.paymentReference !== paymentReference;
  if (!isAnother) return [confirmed];
  return provider?.signsAll ? [confirmed, report] : null;
}

const settled: ReadonlySet<ProviderReport['status']> = new Set(['paid', 'refunded']);

const isOurs = (report: ProviderReport): report is OurReport => report.booking !== null;
