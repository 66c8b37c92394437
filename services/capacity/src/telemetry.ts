import { type ItemsHint, itemsHint } from '@karcis/contracts';
import type { Hints, Relay } from '@karcis/messaging';
import type { Logger, Metrics } from '@karcis/telemetry';
import type { HoldOutcome, Judgement } from './db/admit-holds.ts';
import type { Aftermath } from './db/aftermath.ts';
import type { PlacesVerb } from './db/change-places.ts';

/** What is counted, logged, hinted and published when something happened: one helper for each, called after the commit. */
export type Telemetry = {
  admitted(judgement: Pick<Judgement, 'outcomes'> & Aftermath): void;
  placesChanged(aftermath: Aftermath): void;
  itemChanged(itemId: string): void;
  /** Booking said that something became of a booking, and its places could not follow. */
  contradicted(verb: PlacesVerb, bookingId: string, outcome: string): void;
  drift(places: number): void;
};

export type TelemetryDeps = {
  readonly log: Pick<Logger, 'warn'>;
  readonly metrics: Metrics;
  readonly hints: Pick<Hints, 'tell'>;
  readonly relay: Pick<Relay, 'publish'>;
};

export function createTelemetry({ log, metrics, hints, relay }: TelemetryDeps): Telemetry {
  const created = metrics.counter({
    name: 'holds_created_total',
    help: 'Holds that were granted',
  });
  const refused = metrics.counter({
    name: 'holds_refused_total',
    help: 'Holds that were refused, by reason',
    labels: ['reason'],
  });
  const expired = metrics.counter({
    name: 'holds_expired_total',
    help: 'Holds whose time ran out',
  });
  const batchSize = metrics.histogram({
    name: 'admission_batch_holds',
    help: 'Holds judged in one transaction',
    buckets: [1, 4, 16, 64, 256, 1024],
  });
  const contradictions = metrics.counter({
    name: 'places_contradicted_total',
    help: 'Events of booking that the places could not follow; 0 in a healthy system',
    labels: ['verb'],
  });
  const counterDrift = metrics.gauge({
    name: 'capacity_counter_drift',
    help: 'Places that counters and rows of items differ by, when last compared; always 0',
  });

  function placesChanged({ changed, expired: count, announced }: Aftermath): void {
    if (count > 0) expired.inc(count);
    relay.publish(announced.map((row) => ({ ...row, traceparent: null, relevantUntil: null })));
    tellOf(changed);
  }

  /** Whoever waits for the answer comes first. */
  function tellOf(ids: readonly string[]): void {
    if (ids.length > 0) setImmediate(() => hints.tell(itemsHint, { ids } satisfies ItemsHint));
  }

  return {
    admitted(judgement) {
      batchSize.observe(judgement.outcomes.length);
      for (const [outcome, count] of countOutcomes(judgement.outcomes)) {
        if (outcome === 'held') created.inc(count);
        else if (outcome !== 'repeated') refused.inc({ reason: outcome }, count);
      }
      placesChanged(judgement);
    },
    placesChanged,
    itemChanged: (id) => tellOf([id]),
    contradicted(verb, bookingId, outcome) {
      contradictions.inc({ verb });
      log.warn({ verb, bookingId, outcome }, 'places could not follow their booking');
    },
    drift(places) {
      counterDrift.set(places);
      if (places > 0) log.warn({ places }, 'counters and rows differ');
    },
  };
}

function countOutcomes(outcomes: readonly HoldOutcome[]): ReadonlyMap<HoldOutcome, number> {
  const counts = new Map<HoldOutcome, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return counts;
}
