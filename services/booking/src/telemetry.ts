import { type BookingState, bookingHint } from '@karcis/contracts';
import type { Hints } from '@karcis/messaging';
import type { Logger, Metrics } from '@karcis/telemetry';
import type { HeldRow } from './db/insert-held.ts';
import type { BookingsTable } from './db/schema.ts';
import type { Step } from './domain/booking.ts';

/** What is logged, counted and hinted when a booking changes: one helper for each happening, called after the commit. */
export type Telemetry = {
  held(row: HeldRow): void;
  changed(row: BookingsTable, steps: readonly Step[], ipHash: string | null): void;
  drift(places: number): void;
  repaired(type: string): void;
};

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
        logChange(row, ipHash, from, to);
      }
      if (steps.length > 0)
        hints.tell(bookingHint(row.id), { id: row.id, code: row.code, version: row.version });
    },
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
    log.info(
      { bookingCode: row.code, itemId: row.item_id, ipHash, from, to },
      'booking changed state',
    );
  }
}
