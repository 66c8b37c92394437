import type { Metrics } from '@karcis/telemetry';

export type Telemetry = {
  /** Observes how long a page took. Labels are few: the kind of answer, never an address that somebody typed. */
  request(method: string, route: Route, status: number, seconds: number): void;
};

export type Route = 'asset' | 'page' | 'picture';

export function createTelemetry(metrics: Metrics): Telemetry {
  const durations = metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Seconds from a request’s headers to the end of its answer.',
    labels: ['method', 'route', 'status'],
  });
  return {
    request: (method, route, status, seconds) =>
      durations.labels(method, route, String(status)).observe(seconds),
  };
}
