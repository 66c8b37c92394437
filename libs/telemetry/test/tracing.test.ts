import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Tracing,
  createLogger,
  createMetrics,
  currentTraceparent,
  startTracing,
  withSpan,
  withTraceparent,
} from '@karcis/telemetry';
import { startTraceCollector, until } from '@karcis/testing';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const sampled = `00-${TRACE_ID}-${SPAN_ID}-01`;
const unsampled = `00-${TRACE_ID}-${SPAN_ID}-00`;

describe('without a collector', () => {
  it('does nothing but the work', async () => {
    const tracing = await startTracing({ service: 'booking' });
    expect(withTraceparent(sampled, () => currentTraceparent())).toBeUndefined();
    expect(await withSpan('work', {}, async () => 7)).toBe(7);
    await tracing.stop();
  });
});

describe('with a collector', () => {
  let collector: Awaited<ReturnType<typeof startTraceCollector>>;
  let tracing: Tracing;

  beforeEach(async () => {
    collector = await startTraceCollector();
    tracing = await startTracing({ service: 'booking', endpoint: collector.url, sampleRatio: 1 });
  });
  afterEach(async () => {
    await tracing.stop();
    collector.stop();
  });

  it('continues the trace that came in, across awaits, and hands it on', async () => {
    const handedOn = await withTraceparent(sampled, () =>
      withSpan('hold', { kind: 'consumer', attributes: { items: 3 } }, async () => {
        await new Promise(setImmediate);
        return currentTraceparent();
      }),
    );
    expect(handedOn).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
    expect(handedOn).not.toContain(SPAN_ID);

    await tracing.stop();
    expect(collector.spans).toMatchObject([
      { name: 'hold', traceId: TRACE_ID, parentSpanId: SPAN_ID },
    ]);
  });

  it('keeps the choice of who began: what was not sampled is handed on and not sent', async () => {
    const handedOn = await withTraceparent(unsampled, () =>
      withSpan('hold', {}, async () => currentTraceparent()),
    );
    expect(handedOn).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));

    await withSpan('other', {}, async () => undefined);
    await tracing.stop();
    expect(collector.spans.map((span) => span.name)).toEqual(['other']);
  });

  it.each([
    '',
    'nonsense',
    `00-${'0'.repeat(32)}-${SPAN_ID}-01`,
    `ff-${TRACE_ID}-${SPAN_ID}-01`,
    `${sampled}-more`,
  ])('begins anew after %j', (traceparent) => {
    expect(withTraceparent(traceparent, () => currentTraceparent())).toBeUndefined();
  });

  it('marks a span whose work failed, without what the failure said', async () => {
    const work = withSpan('pay', {}, async () => {
      throw new RangeError('rahasia');
    });
    await expect(work).rejects.toThrow('rahasia');

    await tracing.stop();
    expect(collector.spans).toMatchObject([{ name: 'pay', status: { code: 2 } }]);
    expect(JSON.stringify(collector.spans)).toContain('RangeError');
    expect(JSON.stringify(collector.spans)).not.toContain('rahasia');
  });

  it('makes a kept trace the exemplar of how long its work took', async () => {
    const metrics = createMetrics('booking');
    const took = metrics
      .duration({ name: 'took_seconds', help: 'Time.', labels: ['what'] })
      .labels({ what: 'hold' });
    const exemplar = () =>
      metrics.render().then((text) => /# \{trace_id="(\w+)"\}/.exec(text)?.[1]);
    took(0.002);
    await withTraceparent(unsampled, () => withSpan('hold', {}, async () => took(0.002)));
    expect(await exemplar()).toBeUndefined();

    await withTraceparent(sampled, () => withSpan('hold', {}, async () => took(0.002)));
    expect(await exemplar()).toBe(TRACE_ID);
    const text = await metrics.render();
    expect(text).toContain('took_seconds_count{service="booking",what="hold"} 3');
  });

  it('gives log lines the trace’s id', async () => {
    const lines: string[] = [];
    const log = createLogger('booking', 'info', { write: (line: string) => void lines.push(line) });
    await withTraceparent(sampled, () => withSpan('hold', {}, async () => log.info('inside')));
    log.info('outside');
    expect(lines.map((line) => (JSON.parse(line) as { traceId?: string }).traceId)).toEqual([
      TRACE_ID,
      undefined,
    ]);
  });
});

describe('with a collector that is gone', () => {
  it('works and stops all the same', async () => {
    const tracing = await startTracing({
      service: 'booking',
      endpoint: 'http://127.0.0.1:1',
      sampleRatio: 1,
    });
    expect(await withSpan('work', {}, async () => 7)).toBe(7);
    await tracing.stop();
    await until(() => currentTraceparent() === undefined, { what: 'tracing to be off' });
  });
});
