import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { get, hold } from './client.ts';
import { useWorld } from './world.ts';

const world = useWorld();

describe('a request that is part of a trace', () => {
  it('continues it, for holds and for all others', async () => {
    let sent = '';
    const collector = createServer(async (req, res) => {
      for await (const chunk of req) sent += chunk;
      res.end('{}');
    }).listen(0);
    const { port } = collector.address() as AddressInfo;
    const gateway = await world.start({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });

    const traceId = (digit: string) => digit.repeat(32);
    const traceparent = (digit: string) => ({
      traceparent: `00-${traceId(digit)}-${'b'.repeat(16)}-01`,
    });
    await get(`${gateway.url}/api/items/7GK2M9QX`, traceparent('1'));
    await hold(gateway.url, undefined, traceparent('2'));
    await get(`${gateway.url}/api/time`, { traceparent: 'nonsense' });
    await gateway.stop();
    collector.close();
    collector.closeAllConnections();

    const spans = (digit: string) => sent.split(`"traceId":"${traceId(digit)}"`).length - 1;
    expect(spans('1')).toBeGreaterThanOrEqual(2);
    expect(spans('2')).toBeGreaterThanOrEqual(1);
    expect(sent).toContain('ask qry.capacity.item.v1');
    expect(sent).toContain('ask cmd.booking.hold.v1');
    expect(sent).not.toContain('Siti');
  });
});
