import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDeadlines } from './deadlines.ts';

const deadlines = createDeadlines();
const server = createServer((req, res) => {
  deadlines.within(req, Number(req.headers['x-within-ms']));
  req.resume().on('end', () => res.end());
});
beforeAll(() => void server.listen(0));
afterAll(() => {
  deadlines.stop();
  server.close();
});

/** Sends half a body, and the other half after a while. */
const send = (withinMs: number, pauseMs: number) =>
  new Promise<number | string>((resolve) => {
    const { port } = server.address() as AddressInfo;
    const req = request({
      port,
      method: 'POST',
      agent: false,
      headers: { 'Content-Length': '2', 'X-Within-Ms': String(withinMs) },
    });
    req.on('response', (res) => resolve(res.statusCode ?? 0)).on('error', () => resolve('cut'));
    req.write('a');
    setTimeout(() => req.end('b'), pauseMs).unref();
  });

describe('a body', () => {
  it('that misses its deadline is cut off', async () => {
    expect(await send(100, 3_000)).toBe('cut');
  });

  it('that comes in time is not', async () => {
    expect(await send(20_000, 50)).toBe(200);
  });
});
