import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type HttpServer,
  ProblemError,
  jsonBody,
  problem,
  problemHandler,
  sendProblem,
  startServer,
} from '@karcis/http';
import { type CapturedLogs, captureLogs } from '@karcis/testing';
import express from 'express';
import { z } from 'zod';

class Busy extends Error {}

describe('problems over HTTP', () => {
  const logs: CapturedLogs = captureLogs();
  let server: HttpServer;

  beforeAll(async () => {
    const app = express();
    const router = express.Router();
    router.get('/refused', () => {
      throw new ProblemError('invalid-transition', { members: { state: 'PAID' } });
    });
    router.get('/pool', (req, res) =>
      sendProblem(req, res, problem('hold-pool-full', { headers: { 'Retry-After': '7' } })),
    );
    router.get('/busy', () => {
      throw new Busy();
    });
    router.get('/broken', async () => {
      throw new Error('password is hunter2');
    });
    router.get('/late', (_req, res) => {
      res.write('half');
      throw new Error('too late');
    });
    router.get('/bookings/:code', (_req, res) => void res.end());
    app.use('/api', router);
    app.post(
      '/strict',
      jsonBody(),
      (req, res) => void res.json(z.strictObject({ name: z.string() }).parse(req.body)),
    );
    app.post('/parser', express.json({ limit: 100 }), (req, res) => void res.json(req.body));
    app.use(problemHandler({ log: logs.log, isUnavailable: (error) => error instanceof Busy }));
    server = await startServer({ app, host: '127.0.0.1', port: 0 });
  });
  afterAll(() => server.close(100));

  const get = (path: string, language = 'en') =>
    fetch(server.url + path, { headers: { 'Accept-Language': language } });
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(server.url + path, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json', 'Accept-Language': 'en', ...headers },
    });

  it('are RFC 9457 in the client’s language', async () => {
    const answer = await get('/api/refused?name=Siti', 'en-GB');
    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers.get('content-language')).toBe('en');
    expect(answer.headers.get('vary')).toBe('Accept-Language');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({
      type: '/problems/invalid-transition',
      title: 'The booking is not in a state that allows this',
      status: 409,
      code: 'invalid-transition',
      instance: '/api/refused',
      state: 'PAID',
    });
  });

  it('are Indonesian unless asked otherwise', async () => {
    const answer = await get('/api/pool', '*');
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(await answer.json()).toMatchObject({ title: 'Antrean penuh, coba beberapa saat lagi.' });
  });

  it('tell when to come back if the service is busy', async () => {
    const answer = await get('/api/busy');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('hide and log what nobody expected', async () => {
    const answer = await get('/api/broken');
    const body = await answer.text();
    expect(answer.status).toBe(500);
    expect(JSON.parse(body)).toMatchObject({ code: 'internal-error' });
    expect(body).not.toContain('hunter2');
    expect(logs.lines).toContainEqual(
      expect.objectContaining({ msg: 'request failed', method: 'GET' }),
    );
  });

  it('cut an answer that failed half-way, so that nobody takes it for whole', async () => {
    await expect(get('/api/late').then((answer) => answer.text())).rejects.toThrow();
  });

  it('call an undecodable path malformed', async () => {
    expect((await get('/api/bookings/%zz')).status).toBe(400);
  });

  it('list what is invalid', async () => {
    const answer = await post('/strict', '{"nam":"Siti"}');
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      code: 'validation-failed',
      errors: [
        { pointer: '/name', code: 'required', detail: 'Required' },
        { pointer: '/nam', code: 'unknown-field', detail: 'Unknown field' },
      ],
    });
  });

  it.each(['/strict', '/parser'])('answer a body that %s cannot read', async (path) => {
    const bodies = [
      [await post(path, '{"name":'), 400, 'malformed-request'],
      [await post(path, `{"name":"${'x'.repeat(70_000)}"}`), 413, 'payload-too-large'],
      [await post(path, '{}', { 'Content-Encoding': 'zstd2' }), 415, 'unsupported-media-type'],
      [
        await post(path, '{}', { 'Content-Type': 'application/json; charset=x-none' }),
        415,
        'unsupported-media-type',
      ],
    ] as const;
    for (const [answer, status, code] of bodies) {
      expect(await answer.json()).toMatchObject({ status, code });
      expect(answer.status).toBe(status);
    }
  });
});
