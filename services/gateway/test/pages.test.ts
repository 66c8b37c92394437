import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GatewayService } from '../src/service.ts';
import { get, send } from './client.ts';
import { INTERNAL_SECRET, useWorld } from './world.ts';

const world = useWorld();
const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] =
  [];
let web: Server;
let gateway: GatewayService;

beforeAll(async () => {
  web = createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    seen.push({ method: req.method!, url: req.url!, headers: req.headers, body });
    res.setHeader('Set-Cookie', ['a=1', 'b=2']);
    res.setHeader('Content-Security-Policy', "default-src 'self'");
    res.writeHead(req.url === '/gone' ? 410 : 200, { 'Content-Type': 'text/html' });
    res.end(`<p>${req.url}</p>`);
  }).listen(0);
  const { port } = web.address() as AddressInfo;
  gateway = await world.start({ WEB_URL: `http://127.0.0.1:${port}`, TRUST_PROXY: '1' });
});
afterAll(() => {
  web.close();
  web.closeAllConnections();
});

describe('a page', () => {
  it('comes from web as it is', async () => {
    const answer = await get(`${gateway.url}/x/kelas-keramik-7GK2M9QX?a=1`);
    expect([answer.status, answer.text]).toEqual([200, '<p>/x/kelas-keramik-7GK2M9QX?a=1</p>']);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'self'");
    expect((await get(`${gateway.url}/gone`)).status).toBe(410);
    expect((await get(`${gateway.url}/`)).text).toBe('<p>/</p>');
  });

  it('is asked for with the client’s address, and nobody can pretend another', async () => {
    await get(`${gateway.url}/b/CODE`, {
      'X-Forwarded-For': '203.0.113.7',
      'X-Karcis-Client-Ip': '6.6.6.6',
      'X-Internal-Secret': 'guess',
      Cookie: 'karcis_owner_CODE=token',
    });
    const { headers } = seen.at(-1)!;
    expect(headers).toMatchObject({
      'x-karcis-client-ip': '203.0.113.7',
      'x-internal-secret': INTERNAL_SECRET,
      cookie: 'karcis_owner_CODE=token',
      host: new URL(gateway.url).host,
      'x-request-id': expect.any(String),
    });
  });

  it('may be a form', async () => {
    const answer = await send(`${gateway.url}/x/a-7GK2M9QX/book`, {
      method: 'POST',
      body: 'name=Siti',
    });
    expect(answer.status).toBe(200);
    expect(seen.at(-1)).toMatchObject({ method: 'POST', body: 'name=Siti' });
  });

  it('is never the API', async () => {
    const count = seen.length;
    for (const path of ['/api/nothing', '/.well-known/nothing', '/api']) {
      expect((await get(gateway.url + path)).json.code).toBe('not-found');
    }
    expect(seen).toHaveLength(count);
  });

  it('is 503 while web is away', async () => {
    const away = await world.start({ WEB_URL: 'http://127.0.0.1:1' });
    const answer = await get(`${away.url}/`);
    expect([answer.status, answer.json.code]).toEqual([503, 'service-unavailable']);
  });

  it('says to a person in words why it does not come', async () => {
    const away = await world.start({ WEB_URL: 'http://127.0.0.1:1', RATE_LIMIT_PER_MINUTE: '1' });
    const headers = { Accept: 'text/html,*/*', 'Accept-Language': 'en' };

    const gone = await get(`${away.url}/b/CODE`, headers);
    expect([gone.status, gone.headers.get('content-type')]).toEqual([
      503,
      'text/html; charset=utf-8',
    ]);
    expect(gone.text).toContain('Nothing has changed and nothing is lost');
    expect(gone.headers.get('content-security-policy')).toContain("default-src 'none'");

    const tooMany = await get(`${away.url}/b/CODE`, { ...headers, Cookie: 'karcis_lang=id' });
    expect(tooMany.status).toBe(429);
    expect(tooMany.text).toMatch(/Tunggu \d+ detik/);
    expect(Number(tooMany.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
