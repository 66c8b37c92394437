import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from '@prometheus-io/client';
import { sampledTraceId } from './trace-context.ts';

type Described<L extends string> = {
  readonly name: string;
  readonly help: string;
  /** Few values each: never a code, an id or an address. */
  readonly labels?: readonly L[];
};

type Read<M> = {
  /** Sets the value at each scrape. */
  readonly read?: (metric: M) => void | Promise<void>;
};

/** Observes seconds. Where the trace is a kept one it becomes the exemplar: by default the one that is going on. */
export type ObserveSeconds = (seconds: number, traceId?: string) => void;

export type Metrics = {
  readonly contentType: string;
  /** OpenMetrics 1.0: the form that has exemplars, and Prometheus asks for first. */
  render(): Promise<string>;
  counter<const L extends string = never>(metric: Described<L> & Read<Counter<L>>): Counter<L>;
  gauge<const L extends string = never>(metric: Described<L> & Read<Gauge<L>>): Gauge<L>;
  histogram<const L extends string = never>(
    metric: Described<L> & { readonly buckets?: readonly number[] },
  ): Histogram<L>;
  /** How long something took: a histogram whose buckets lead to a trace. Bind the labels once where it is hot. */
  duration<const L extends string = never>(
    metric: Described<L> & { readonly buckets?: readonly number[] },
  ): { labels(labels: Record<L, string>): ObserveSeconds };
};

/** Seconds, from what a coalesced hold takes to what nobody waits for. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * How often the event loop is looked at, in ms, which is also the least that it is ever late by in the metrics. Each look wakes the
 * process: with 20 an idle one spent 1 % of a core on it beside a sale (the library's own is 10), and took that from those that work.
 */
const LOOKING = { eventLoopMonitoringPrecision: 50, eventLoopUtilizationTimeout: 1_000 };

/**
 * Metrics in a registry of their own, with the process's own (memory, CPU, event-loop lag). Asking twice
 * for one name gives the same metric, so two parts of a service may share it. On a hot path bind the
 * labels once: `const held = metrics.counter({…}).labels('held')`.
 */
export function createMetrics(service: string): Metrics {
  const registry = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, ...LOOKING });

  const once = <M>(name: string, make: () => M): M =>
    (registry.getSingleMetric(name) as M | undefined) ?? make();

  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    counter: <const L extends string>({ read, ...metric }: Described<L> & Read<Counter<L>>) =>
      once(metric.name, () => {
        const counter: Counter<L> = new Counter<L>({
          ...named(metric),
          registers: [registry],
          ...(read && { collect: () => read(counter) }),
        });
        return counter;
      }),
    gauge: <const L extends string>({ read, ...metric }: Described<L> & Read<Gauge<L>>) =>
      once(metric.name, () => {
        const gauge: Gauge<L> = new Gauge<L>({
          ...named(metric),
          registers: [registry],
          ...(read && { collect: () => read(gauge) }),
        });
        return gauge;
      }),
    histogram: ({ buckets = DURATION_BUCKETS, ...metric }) =>
      once(
        metric.name,
        () => new Histogram({ ...named(metric), buckets: [...buckets], registers: [registry] }),
      ),
    duration: <const L extends string>({
      buckets = DURATION_BUCKETS,
      ...metric
    }: Described<L> & { readonly buckets?: readonly number[] }) => {
      const options = { ...named(metric), buckets: [...buckets], registers: [registry] };
      const histogram = once(
        metric.name,
        () => new Histogram<L | 'trace_id'>({ ...options, enableExemplars: true }),
      );
      return {
        labels(labels: Record<L, string>) {
          const bound = histogram.labels(labels);
          return (value: number, traceId = sampledTraceId()) => {
            if (traceId === undefined) return bound.observe(value);
            histogram.observe({ labels, value, exemplarLabels: { trace_id: traceId } });
          };
        },
      };
    },
  };
}

const named = <L extends string>({ name, help, labels = [] }: Described<L>) => ({
  name,
  help,
  labelNames: labels,
});
