import type { Metrics, ObserveSeconds } from '@karcis/telemetry';

export type Telemetry = {
  /** Observes how long a request took. Labels are few: the route's pattern, never an address that somebody typed. */
  request(method: string, route: string, status: number): ObserveSeconds;
  streams(kind: 'item' | 'booking', change: 1 | -1): void;
  replayed(): void;
  rateLimited(limit: string): void;
  /** The clean-up's doing. */
  forgotten(what: string, rows: number): void;
  /** Refused because too many were under way. */
  shed(kind: 'hold' | 'answer'): void;
};

export function createTelemetry(metrics: Metrics): Telemetry {
  const durations = metrics.duration({
    name: 'http_request_duration_seconds',
    help: 'Seconds from a request’s headers to the end of its answer.',
    labels: ['method', 'route', 'status'],
  });
  const streams = metrics.gauge({
    name: 'gateway_streams',
    help: 'Live streams open now.',
    labels: ['kind'],
  });
  const replays = metrics.counter({
    name: 'gateway_replayed_answers_total',
    help: 'Requests answered with what was answered before under their key.',
  });
  const limited = metrics.counter({
    name: 'gateway_rate_limited_total',
    help: 'Requests refused for their number.',
    labels: ['route'],
  });

  const shed = metrics.counter({
    name: 'gateway_shed_requests_total',
    help: 'Requests refused because those before them would have made them wait too long.',
    labels: ['kind'],
  });

  const forgotten = metrics.counter({
    name: 'gateway_forgotten_rows_total',
    help: 'Rows deleted or shrunk because their time was over, by what they were.',
    labels: ['what'],
  });

  // Finding a labelled child costs more than observing it.
  const bound = new Map<string, ObserveSeconds>();
  return {
    request(method, route, status) {
      const key = `${method} ${route} ${status}`;
      const known = bound.get(key);
      if (known) return known;

      const observe = durations.labels({ method, route, status: String(status) });
      bound.set(key, observe);
      return observe;
    },
    streams: (kind, change) => streams.labels(kind).inc(change),
    replayed: () => replays.inc(),
    shed: (kind) => shed.labels(kind).inc(),
    forgotten: (what, rows) => forgotten.labels(what).inc(rows),
    rateLimited: (route) => limited.labels(route).inc(),
  };
}
