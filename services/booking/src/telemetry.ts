import { type Actor, type BookingState, bookingHint } from '@karcis/contracts';
import type { Hints } from '@karcis/messaging';
import { capture, type Logger, type Metrics } from '@karcis/telemetry';
import type { HeldRow } from './db/insert-held.ts';
import type { BookingsTable } from './db/schema.ts';
import type { Step } from './domain/booking.ts';

/** What is logged, counted and hinted when a booking changes: one helper for each happening, called after the commit. */
export type Telemetry = {
  held(row: HeldRow): void;
  changed(row: BookingsTable, steps: readonly Step[], ipHash: string | null): void;
  /** Money came in, or went back. */
  payment(provider: string, status: 'paid' | 'refund-due' | 'refunded'): void;
  /** A provider did not answer, said no, or told of something that could not be worked on. */
  paymentTrouble(
    provider: string,
    what: 'checkout' | 'event' | 'check' | 'refund',
    error: unknown,
  ): void;
  /** Who made a booking was forgotten. */
  erased(by: Actor): void;
  drift(places: number): void;
  repaired(type: string): void;
};

const MS_A_SECOND = 1_000;
/** From one minute to two days. */
const REVIEW_SECONDS = [60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800];

export function createTelemetry({
  log,
  metrics,
  hints,
}: {
  log: Logger;
  metrics: Metrics;
  hints: Hints;
}): Telemetry {
  const transitions = metrics.counter({
    name: 'booking_transitions_total',
    help: 'Changes of state, by the state they led to',
    labels: ['to'],
  });
  const approved = metrics.counter({
    name: 'bookings_approved_total',
    help: 'Bookings that became PAID',
  });
  const rejected = metrics.counter({
    name: 'bookings_rejected_total',
    help: 'Bookings that an organiser rejected',
  });
  const capacityDrift = metrics.gauge({
    name: 'capacity_drift',
    help: 'Places that booking and capacity disagree on, in the last full comparison',
  });
  const repairs = metrics.counter({
    name: 'reconciler_repairs_total',
    help: 'Commands sent again by the reconciler; 0 in a healthy system',
    labels: ['type'],
  });
  const payments = metrics.counter({
    name: 'payments_total',
    help: 'Payments that came in at a provider or went back, by what became of them',
    labels: ['provider', 'status'],
  });
  const troubles = metrics.counter({
    name: 'payment_troubles_total',
    help: 'Failed tries with a payment provider, by what was tried',
    labels: ['provider', 'what'],
  });
  const waits = metrics.histogram({
    name: 'review_wait_seconds',
    help: 'From the proof to the decision of an organiser',
    buckets: REVIEW_SECONDS,
  });
  const erasures = metrics.counter({
    name: 'personal_data_erased_total',
    help: 'Bookings whose people were forgotten, by whose doing',
    labels: ['by'],
  });
  const toHold = transitions.labels('HOLD');

  return {
    held(row) {
      toHold.inc();
      logChange(row, row.ip_hash, null, 'HOLD');
    },
    changed(row, steps, ipHash) {
      for (const { from, to } of steps) {
        if (from === to) continue;
        transitions.labels(to).inc();
        if (to === 'PAID') approved.inc();
        if (to === 'REJECTED') rejected.inc();
        if (from === 'REVIEW' && row.submitted_at)
          waits.observe((row.updated_at.getTime() - row.submitted_at.getTime()) / MS_A_SECOND);
        logChange(row, ipHash, from, to);
      }
      if (steps.length > 0)
        hints.tell(bookingHint(row.id), { id: row.id, code: row.code, version: row.version });
    },
    payment: (provider, status) => payments.labels(provider, status).inc(),
    paymentTrouble(provider, what, error) {
      troubles.labels(provider, what).inc();
      log.warn({ provider, what, error }, 'a payment provider gave trouble; it is tried again');
    },
    erased: (by) => erasures.labels(by).inc(),
    drift: (places) => capacityDrift.set(places),
    repaired(type) {
      repairs.labels(type).inc();
      log.warn({ type }, 'booking and capacity disagreed: the missing command was sent again');
    },
  };

  /** Every change of state, as the mission's section 9 asks: code, item and a keyed hash of the address; never a name or contact. */
  function logChange(
    row: BookingsTable,
    ipHash: string | null,
    from: BookingState | null,
    to: BookingState,
  ): void {
    capture('booking changed state', row.id, { from, to, itemId: row.item_id });
    log.info(
      { bookingCode: row.code, itemId: row.item_id, ipHash, from, to },
      'booking changed state',
    );
  }
}
