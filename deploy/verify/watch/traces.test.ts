import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HeldBooking } from '@karcis/contracts';
import { startTraceCollector, type TraceCollector, until } from '@karcis/testing';
import { sample } from '../demo/people.ts';
import { type JourneyStack, startJourneyStack } from '../journeys/stack.ts';
import { startPrometheus } from './start-prometheus.ts';

let collector: TraceCollector;
let stack: JourneyStack;
let itemId: string;
let prometheus: Awaited<ReturnType<typeof startPrometheus>>;

beforeAll(async () => {
  collector = await startTraceCollector();
  stack = await startJourneyStack({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_SAMPLER_ARG: '1',
  });
  prometheus = await startPrometheus(stack.services);
  itemId = (await stack.organiser.createItem({ title: 'Kelas Jejak' })).id;
}, 240_000);
afterAll(async () => {
  await prometheus?.stop();
  await stack?.stop();
  collector?.stop();
});

/** A trace that a browser, or a proxy before us, began and keeps. */
function aTrace() {
  const traceId = randomBytes(16).toString('hex');
  const spans = () => collector.spans.filter((span) => span.traceId === traceId);
  return {
    id: traceId,
    headers: { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` },
    services: () => [...new Set(spans().map(({ service }) => service))].toSorted(),
  };
}

const SEEN_WITHIN = { timeoutMs: 60_000 };

describe('one trace', () => {
  it('leads from a page to the services that know what it shows, though the browser began none', async () => {
    expect((await fetch(`${stack.gateways[0]}/`)).status).toBe(200);
    const services = () => {
      const page = collector.spans.find(({ name }) => name === 'page');
      const trace = collector.spans.filter(({ traceId }) => traceId === page?.traceId);
      return [...new Set(trace.map(({ service }) => service))].toSorted();
    };
    await until(() => services().join() === 'capacity,gateway,web', SEEN_WITHIN);
  }, 180_000);

  it('leads from a proof to the service that keeps files', async () => {
    const trace = aTrace();
    // Events that are heard together are of the first one's trace: the hold's has been heard before that of the proof comes.
    const heard = () =>
      collector.spans.filter(
        ({ service, name }) => service === 'notifier' && name === 'hear BOOKING',
      ).length;
    const before = heard();
    const held = await stack.guest('Siti Aminah').hold(itemId);
    await until(() => heard() > before, SEEN_WITHIN);
    const form = new FormData();
    form.set('file', new Blob([await sample('transfer.jpg')], { type: 'image/jpeg' }), 'bukti.jpg');
    const answer = await fetch(`${stack.gateways[0]}/api/bookings/${held.id}/proof`, {
      method: 'POST',
      headers: {
        ...trace.headers,
        Authorization: `Bearer ${held.ownerToken}`,
        'Idempotency-Key': crypto.randomUUID(),
      },
      body: form,
    });
    // 202 when it is looked at later than the gateway waits.
    expect([200, 202]).toContain(answer.status);
    const expected = 'booking,capacity,gateway,notifier,proof-validation';
    await until(() => trace.services().join() === expected, SEEN_WITHIN);
  }, 180_000);

  it('leads from a hold through NATS to each service that hears of it', async () => {
    const trace = aTrace();
    const answer = await fetch(`${stack.gateways[0]}/api/bookings/hold`, {
      method: 'POST',
      headers: {
        ...trace.headers,
        'Content-Type': 'application/json',
        'Idempotency-Key': crypto.randomUUID(),
      },
      body: JSON.stringify({ itemId, name: 'Siti Aminah', contact: { email: 'siti@example.org' } }),
    });
    expect(answer.status).toBe(201);
    HeldBooking.parse(await answer.json());
    await until(() => trace.services().join() === 'booking,capacity,gateway,notifier', SEEN_WITHIN);
    expect(JSON.stringify(collector.spans)).not.toMatch(/Siti|siti@/);

    const durations = 'http_request_duration_seconds_bucket{route="/api/bookings/hold"}';
    await until(async () => (await prometheus.traceIdsOf(durations)).includes(trace.id), {
      what: 'the trace as an exemplar in Prometheus',
      ...SEEN_WITHIN,
    });
  }, 180_000);
});
