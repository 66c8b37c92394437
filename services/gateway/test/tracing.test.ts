import { describe, expect, it } from '@jest/globals';
import { startTraceCollector } from '@karcis/testing';
import { get, hold } from './client.ts';
import { useWorld } from './world.ts';

const world = useWorld();

describe('a request that is part of a trace', () => {
  it('continues it, for holds and for all others', async () => {
    const collector = await startTraceCollector();
    const gateway = await world.start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });

    const traceId = (digit: string) => digit.repeat(32);
    const traceparent = (digit: string) => ({
      traceparent: `00-${traceId(digit)}-${'b'.repeat(16)}-01`,
    });
    await get(`${gateway.url}/api/items/7GK2M9QX`, traceparent('1'));
    await hold(gateway.url, undefined, traceparent('2'));
    await get(`${gateway.url}/api/time`, { traceparent: 'nonsense' });
    await gateway.stop();
    collector.stop();

    const named = (digit: string) =>
      collector.spans.filter((span) => span.traceId === traceId(digit)).map(({ name }) => name);
    expect(named('1')).toEqual(expect.arrayContaining(['request', 'ask qry.capacity.item.v1']));
    expect(named('2')).toContain('ask cmd.booking.hold.v1');
    expect(JSON.stringify(collector.spans)).not.toContain('Siti');
  });
});
