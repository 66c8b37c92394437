import { describe, expect, it } from '@jest/globals';
import { problems } from '@karcis/contracts';
import { captureLogs, until } from '@karcis/testing';
import { readConfig, startGateway } from '../src/service.ts';
import { aHold, bearer, get, hold, post } from './client.ts';
import { API_KEY, useWorld } from './world.ts';

const world = useWorld();

describe('a problem', () => {
  it('is RFC 9457 details, in Indonesian unless English is liked better', async () => {
    const answer = await get(`${world.url}/api/items/none?`);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.json).toEqual({
      type: '/problems/item-not-found',
      title: problems['item-not-found'].title.id,
      status: 404,
      code: 'item-not-found',
      instance: '/api/items/none',
    });
  });

  it.each([
    ['*', 'id'],
    ['en', 'en'],
    ['en-GB,en;q=0.9,id;q=0.8', 'en'],
    ['id,en;q=0.9', 'id'],
    ['fr', 'id'],
  ])('in answer to Accept-Language %s is in %s', async (header, language) => {
    for (const answer of [
      await get(`${world.url}/api/items/none`, { 'Accept-Language': header }),
      await hold(world.url, { ...aHold, itemId: '7GK2M9QW' }, { 'Accept-Language': header }),
    ]) {
      expect(answer.json.title).toBe(problems['item-not-found'].title[language as 'id' | 'en']);
      expect(answer.headers.get('content-language')).toBe(language);
    }
  });

  it('tells no secrets when something broke', async () => {
    world.neighbours.answers.findItem = () => {
      throw new Error('password=hunter2');
    };
    const answer = await get(`${world.url}/api/items/7GK2M9QX`);
    expect([answer.status, answer.json.code]).toEqual([500, 'internal-error']);
    expect(answer.text).not.toContain('hunter2');
  });
});

describe('every answer', () => {
  const paths = ['/api/time', '/api/items/none', '/api/docs', '/api/nothing'];

  it.each(paths)('has the security headers: %s', async (path) => {
    const { headers } = await get(world.url + path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.has('strict-transport-security')).toBe(false);
    expect(headers.get('x-request-id')).toBeTruthy();
  });

  it('has them for holds too, which are answered elsewhere', async () => {
    const usual = await get(`${world.url}/api/time`);
    for (const answer of [await hold(world.url), await hold(world.url, {})]) {
      for (const name of ['content-security-policy', 'x-content-type-options', 'x-frame-options']) {
        expect(answer.headers.get(name)).toBe(usual.headers.get(name));
      }
      expect(answer.headers.get('x-request-id')).toBeTruthy();
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('demands https when it is served by https', async () => {
    const secure = await world.start({ PUBLIC_URL: 'https://karcis.example' });
    const { headers } = await get(`${secure.url}/api/time`);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    const held = await hold(secure.url);
    expect(held.headers.get('set-cookie')).toMatch(/; Secure$/);
  });

  it('gives a harmless X-Request-Id back, and no other', async () => {
    const mine = await get(`${world.url}/api/time`, { 'X-Request-Id': 'my-request-1' });
    expect(mine.headers.get('x-request-id')).toBe('my-request-1');
    const odd = await get(`${world.url}/api/time`, { 'X-Request-Id': 'a b"<script>' });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('serverTime', () => {
  it('is the clock of capacity’s database, whatever this machine’s says', async () => {
    const aheadMs = 3_600_000;
    world.neighbours.answers.readClock = () => ({
      now: new Date(Date.now() + aheadMs).toISOString(),
    });
    const { url } = await world.start();
    // The answer's way here makes it look late: one that came quickly tells.
    await until(async () => {
      const { json } = await get(`${url}/api/time`);
      const offMs = Date.parse(json.serverTime) - Date.now();
      return Math.abs(offMs - aheadMs) < 500;
    });
  });
});

describe('an outage', () => {
  it('is 503 with Retry-After, and says that nothing is lost', async () => {
    const { nats } = world;
    await nats.stop();
    try {
      for (const answer of [
        await get(`${world.url}/api/items`),
        await hold(world.url),
        await post(
          `${world.url}/api/admin/items`,
          { title: 'x', startsAt: '2027-01-01T00:00:00Z', capacity: 1, price: 0 },
          bearer(API_KEY),
        ),
      ]) {
        expect([answer.status, answer.json.code]).toEqual([503, 'service-unavailable']);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      expect((await get(`${world.url}/api/time`)).status).toBe(200);
    } finally {
      await nats.restart();
    }
    await until(async () => (await get(`${world.url}/api/items`)).status === 200);
  });
});

describe('the log', () => {
  it('has a line a request but for holds and hot reads, and neither tokens, codes, names nor addresses', async () => {
    const logs = captureLogs();
    const gateway = await startGateway(
      readConfig({ ...world.env(), ADMIN_EMAIL: '', ADMIN_PASSWORD: '' }),
      logs.log,
    );
    const { json } = await hold(gateway.url);
    await get(`${gateway.url}/api/bookings/${json.code}`, bearer(json.ownerToken));
    await post(`${gateway.url}/api/bookings/${json.id}/cancel`, undefined, bearer(json.ownerToken));
    await post(`${gateway.url}/api/admin/login`, {
      email: 'who@example.org',
      password: 'hunter2hunter2',
    });
    await gateway.stop();

    const requests = logs.lines.filter(({ msg }) => msg === 'request');
    expect(requests.map(({ method, route, status }) => [method, route, status])).toEqual([
      ['POST', '/api/bookings/:id/cancel', 200],
      ['POST', '/api/admin/login', 401],
    ]);
    expect(requests[0]).toMatchObject({ id: json.id });
    for (const secret of [
      json.code,
      json.ownerToken,
      'Siti',
      'siti@',
      'who@',
      'hunter2',
      '127.0.0.1',
    ]) {
      expect(requests.map((line) => JSON.stringify(line)).join()).not.toContain(secret);
    }
  });
});

describe('the internal port', () => {
  it('has health and metrics with few labels', async () => {
    await hold(world.url);
    await get(`${world.url}/api/items/none`);
    await get(`${world.url}/api/some/path/nobody/knows`);
    const ops = `http://127.0.0.1:${world.gateways[0]!.opsPort}`;
    expect((await get(`${ops}/healthz`)).status).toBe(200);
    expect((await get(`${ops}/readyz`)).json).toEqual({
      status: 'ok',
      checks: { database: 'ok', nats: 'ok' },
    });

    const { text } = await get(`${ops}/metrics`);
    expect(text).toMatch(
      /http_request_duration_seconds_count\{[^}]*route="\/api\/bookings\/hold",status="201"[^}]*\} [1-9]/,
    );
    expect(text).toMatch(/route="\/api\/items\/:id",status="404"/);
    expect(text).toMatch(/route="unmatched",status="404"/);
    expect(text).not.toContain('nobody/knows');
  });
});

describe('the settings', () => {
  it.each([
    [{ ADMIN_PASSWORD: '' }, /ADMIN_PASSWORD is missing/],
    [{ IDENTITY_SECRET: 'short', TRUST_PROXY: 'yes' }, /IDENTITY_SECRET .*TRUST_PROXY/],
  ])('%j stops the start with one sentence', (wrong, sentence) => {
    expect(() => readConfig({ ...world.env(), ...wrong } as Record<string, string>)).toThrow(
      sentence,
    );
  });
});
