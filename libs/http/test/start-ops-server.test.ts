import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpsServer, startOpsServer } from '@karcis/http';
import { createMetrics } from '@karcis/telemetry';

describe('startOpsServer', () => {
  let databaseAnswers = true;
  let ops: OpsServer;

  beforeAll(async () => {
    const metrics = createMetrics('test');
    metrics.counter({ name: 'holds_total', help: 'Holds.' }).inc(3);
    ops = await startOpsServer({
      host: '127.0.0.1',
      port: 0,
      metrics,
      checks: {
        database: async () => {
          if (!databaseAnswers) throw new Error('secret address refused');
        },
        nats: () => (databaseAnswers ? Promise.resolve() : new Promise(() => undefined)),
      },
      app: (req, res) => void res.end(`app ${req.url}`),
    });
  });
  afterAll(() => ops.close(100));

  const get = async (path: string) => {
    const answer = await fetch(ops.url + path);
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      text: await answer.text(),
    };
  };

  it('is alive and ready, and says what it asked', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    const { status, text } = await get('/readyz?verbose');
    expect([status, JSON.parse(text)]).toEqual([
      200,
      { status: 'ok', checks: { database: 'ok', nats: 'ok' } },
    ]);
  });

  it('is not ready when one check fails or never answers, and stays alive', async () => {
    databaseAnswers = false;
    const { status, text } = await get('/readyz');
    expect([status, JSON.parse(text)]).toEqual([
      503,
      { status: 'failed', checks: { database: 'failed', nats: 'failed' } },
    ]);
    expect((await get('/healthz')).status).toBe(200);
    databaseAnswers = true;
  });

  it('shows metrics with their content type', async () => {
    const { status, type, text } = await get('/metrics');
    expect([status, type]).toEqual([
      200,
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    ]);
    expect(text).toContain('holds_total{service="test"} 3');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it('hands every other path to the service', async () => {
    expect((await get('/proofs/1')).text).toBe('app /proofs/1');
  });

  it('is not ready once it stops', async () => {
    ops.setReady(false);
    expect(await get('/readyz')).toMatchObject({ status: 503, text: '{"status":"stopping"}' });
    expect((await get('/healthz')).status).toBe(200);
  });
});
