import { describe, expect, it } from '@jest/globals';
import { createMetrics } from './metrics.ts';

describe('createMetrics', () => {
  it('renders counters, gauges and histograms under the service’s name', async () => {
    const metrics = createMetrics('booking');
    metrics
      .counter({ name: 'holds_total', help: 'Holds.', labels: ['outcome'] })
      .labels('held')
      .inc(2);
    metrics.gauge({ name: 'waiting', help: 'Waiting.' }).set(4);
    metrics.gauge({ name: 'asked', help: 'Asked at each scrape.', read: (gauge) => gauge.set(7) });
    metrics.histogram({ name: 'took_seconds', help: 'Time.' }).observe(0.002);

    const text = await metrics.render();
    expect(text).toContain('holds_total{outcome="held",service="booking"} 2');
    expect(text).toContain('waiting{service="booking"} 4');
    expect(text).toContain('asked{service="booking"} 7');
    expect(text).toContain('took_seconds_bucket{le="0.0025",service="booking"} 1');
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds\{service="booking"\}/);
    expect(text).toMatch(/process_cpu_seconds_total\{service="booking"\}/);
    expect(metrics.contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  });

  it('counts bound labels and late ones together', async () => {
    const metrics = createMetrics('booking');
    const describeHolds = { name: 'holds_total', help: 'Holds.', labels: ['outcome'] } as const;
    const bound = metrics.counter(describeHolds).labels('held');
    bound.inc();
    metrics.counter(describeHolds).inc({ outcome: 'held' });
    expect(await metrics.render()).toContain('holds_total{outcome="held",service="booking"} 2');
  });

  it('keeps two services of one process apart', async () => {
    const [one, two] = [createMetrics('one'), createMetrics('two')];
    one.counter({ name: 'only_one_total', help: 'One.' }).inc();
    expect(await two.render()).not.toContain('only_one_total');
  });
});
