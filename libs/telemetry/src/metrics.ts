import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from '@prometheus-io/client';

type Described<L extends string> = {
  readonly name: string;
  readonly help: string;
  /** Few values each: never a code, an id or an address. */
  readonly labels?: readonly L[];
};

type Read<L extends string> = {
  /** Sets the value at each scrape. */
  readonly read?: (gauge: Gauge<L>) => void | Promise<void>;
};

export type Metrics = {
  readonly contentType: string;
  /** Prometheus text format. */
  render(): Promise<string>;
  counter<const L extends string = never>(metric: Described<L>): Counter<L>;
  gauge<const L extends string = never>(metric: Described<L> & Read<L>): Gauge<L>;
  histogram<const L extends string = never>(
    metric: Described<L> & { readonly buckets?: readonly number[] },
  ): Histogram<L>;
};

/** Seconds, from what a coalesced hold takes to what nobody waits for. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Metrics in a registry of their own, with the process's own (memory, CPU, event-loop lag). Asking twice
 * for one name gives the same metric, so two parts of a service may share it. On a hot path bind the
 * labels once: `const held = metrics.counter({…}).labels('held')`.
 */
export function createMetrics(service: string): Metrics {
  const registry = new Registry(Registry.PROMETHEUS_CONTENT_TYPE);
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });

  const once = <M>(name: string, make: () => M): M =>
    (registry.getSingleMetric(name) as M | undefined) ?? make();

  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    counter: <const L extends string>(metric: Described<L>) =>
      once(metric.name, () => new Counter<L>({ ...named(metric), registers: [registry] })),
    gauge: <const L extends string>({ read, ...metric }: Described<L> & Read<L>) =>
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
  };
}

const named = <L extends string>({ name, help, labels = [] }: Described<L>) => ({
  name,
  help,
  labelNames: labels,
});
