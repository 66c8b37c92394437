import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import type { GatewayService } from '../src/service.ts';
import { bearer, get, hold, post, send } from './client.ts';
import { type CuttableProxy, startProxy } from './cuttable-proxy.ts';
import { ADMIN, useWorld } from './world.ts';

const world = useWorld({ env: { RATE_LIMIT_PER_MINUTE: '50' } });
let line: CuttableProxy;
let gateway: GatewayService;

beforeAll(async () => {
  const url = new URL(world.databaseUrl);
  line = await startProxy(Number(url.port));
  url.port = String(line.port);
  url.hostname = '127.0.0.1';
  gateway = await world.start({ DATABASE_URL: url.href });
});
afterAll(() => line?.stop());

describe('while the gateway’s database is away', () => {
  it('reads go on and are still counted, writes are 503, and all is well when it is back', async () => {
    const login = (url: string) =>
      send(`${url}/api/admin/login`, {
        method: 'POST',
        body: JSON.stringify(ADMIN),
        headers: { 'Content-Type': 'application/json' },
      });
    // By another gateway, since one that has just seen a session goes on knowing it for a while.
    const session = (await login(world.url)).headers.getSetCookie()[0]!.split(';')[0]!;
    const { json } = await hold(gateway.url);
    const cancel = (key: string) =>
      post(`${gateway.url}/api/bookings/${json.id}/cancel`, undefined, {
        ...bearer(json.ownerToken),
        'Idempotency-Key': key,
      });

    line.cut();
    const key = randomUUID();
    const item = await get(`${gateway.url}/api/items/7GK2M9QX`);
    expect([item.status, item.headers.get('ratelimit-policy')]).toEqual([
      200,
      '"general";q=50;w=60',
    ]);
    // A hold needs nothing of this database: its key is remembered by the booking.
    expect((await hold(gateway.url)).status).toBe(201);
    for (const answer of [
      await cancel(key),
      await get(`${gateway.url}/api/admin/me`, { Cookie: session }),
      await login(gateway.url),
    ]) {
      expect([answer.status, answer.json.code]).toEqual([503, 'service-unavailable']);
    }
    expect((await get(`http://127.0.0.1:${gateway.opsPort}/readyz`)).status).toBe(503);
    const statuses = [];
    for (let n = 0; n < 60; n++) statuses.push((await get(`${gateway.url}/api/time`)).status);
    expect(statuses.at(-1)).toBe(429);

    line.mend();
    const other = {
      'X-Karcis-Client-Ip': '192.0.2.99',
      'X-Internal-Secret': world.env()['INTERNAL_SECRET']!,
    };
    await until(async () => (await hold(gateway.url, undefined, other)).status === 201);
    await until(
      async () => (await get(`http://127.0.0.1:${gateway.opsPort}/readyz`)).status === 200,
    );
  });
});
