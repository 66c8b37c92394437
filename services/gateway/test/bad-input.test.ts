import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import net from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { type Json, aHold, bearer, get, hold, post, send } from './client.ts';
import { API_KEY, useWorld } from './world.ts';

const world = useWorld();

const code = (answer: { status: number; json: Json }) => [answer.status, answer.json?.code];

describe('a body that is not JSON', () => {
  it.each([
    ['nothing of it', 'hello'],
    ['cut off', '{"itemId":'],
    ['a second value', '{} {}'],
    ['a key twice', '{"name":"Siti","name":"Budi"}'],
    ['__proto__', '{"__proto__":{"isAdmin":true}}'],
    ['constructor.prototype', '{"constructor":{"prototype":{"a":1}}}'],
    ['a NUL byte', `{"name":"Si\\u0000ti"}`],
    ['a lone surrogate', '{"name":"Si\\ud800ti"}'],
    ['1,000 levels', `${'['.repeat(1000)}${']'.repeat(1000)}`],
    ['a raw control character', '{"name":"a\nb"}'],
  ])('is malformed: %s', async (_what, body) => {
    expect(code(await post(`${world.url}/api/bookings/hold`, body))).toEqual([
      400,
      'malformed-request',
    ]);
    expect(code(await post(`${world.url}/api/admin/login`, body))).toEqual([
      400,
      'malformed-request',
    ]);
  });

  it('is malformed in another encoding than UTF-8', async () => {
    const answer = await send(`${world.url}/api/bookings/hold`, {
      method: 'POST',
      headers: { 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json' },
      body: Buffer.from('7b226e616d65223a22ff227d', 'hex'),
    });
    expect(code(answer)).toEqual([400, 'malformed-request']);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/json; charset=latin1',
  ])('is of an unsupported type: %s', async (type) => {
    const answer = await hold(world.url, aHold, { 'Content-Type': type });
    expect(code(answer)).toEqual([415, 'unsupported-media-type']);
  });

  it('is too large, whether it says so or not', async () => {
    const big = JSON.stringify({ ...aHold, note: 'x'.repeat(20_000) });
    expect(code(await hold(world.url, big))).toEqual([413, 'payload-too-large']);
    const chunked = await send(`${world.url}/api/bookings/hold`, {
      method: 'POST',
      headers: { 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json' },
      body: new Blob([big]).stream(),
      duplex: 'half',
    } as RequestInit & { headers: Record<string, string> });
    expect(code(chunked)).toEqual([413, 'payload-too-large']);
  });
});

describe('a hold that the schema refuses', () => {
  it.each([
    ['an unknown field', { ...aHold, isAdmin: true }, '/isAdmin'],
    ['an unknown field inside', { ...aHold, contact: { fax: '1' } }, '/contact/fax'],
    ['a missing field', { name: 'Siti Aminah' }, '/itemId'],
    ['an id of the wrong form', { ...aHold, itemId: 'x' }, '/itemId'],
    ['a wrong type', { ...aHold, quantity: '1' }, '/quantity'],
    ['a fraction', { ...aHold, quantity: 1.5 }, '/quantity'],
    ['nothing of it', { ...aHold, quantity: 0 }, '/quantity'],
    ['too many', { ...aHold, quantity: 101 }, '/quantity'],
    ['a short name', { ...aHold, name: 'Al ' }, '/name'],
    ['a name of digits', { ...aHold, name: '12345' }, '/name'],
    ['a name with a tag', { ...aHold, name: '<b>Siti</b>' }, '/name'],
    ['a landline', { ...aHold, contact: { whatsapp: '0211234567' } }, '/contact/whatsapp'],
    ['no e-mail address', { ...aHold, contact: { email: 'siti@' } }, '/contact/email'],
    ['a long note', { ...aHold, note: 'x'.repeat(121) }, '/note'],
    [
      'more attendees than places',
      { ...aHold, attendees: [{ name: 'Siti' }, { name: 'Budi' }] },
      '/attendees',
    ],
    ['null', null, ''],
    ['a list', [aHold], ''],
  ])('names the place: %s', async (_what, body, pointer) => {
    const answer = await hold(world.url, body);
    expect(code(answer)).toEqual([422, 'validation-failed']);
    expect(answer.json.errors[0].pointer).toBe(pointer);
    expect(answer.json.errors[0]).toEqual({
      pointer,
      code: expect.any(String),
      detail: expect.any(String),
    });
  });

  it('leaves nothing behind', () => {
    expect(world.neighbours.holds.size).toBe(0);
  });

  it('counts a note as a person counts', async () => {
    expect((await hold(world.url, { ...aHold, note: '👨‍👩‍👧‍👦'.repeat(120) })).status).toBe(201);
  });
});

describe('a query that the schema refuses', () => {
  it.each([
    ['/api/items?limit=0', '/limit'],
    ['/api/items?limit=101', '/limit'],
    ['/api/items?limit=many', '/limit'],
    ['/api/items?limit=1&limit=2', '/limit'],
    ['/api/items?status=GONE', '/status'],
    ['/api/items?q=%00', '/q'],
    [`/api/items?q=${encodeURIComponent('é́'.repeat(60))}`, '/q'],
    ['/api/items?page=2', '/page'],
    ['/api/items?__proto__=1', '/__proto__'],
    ['/api/time?now=1', '/now'],
  ])('%s names the place', async (path, pointer) => {
    const answer = await get(world.url + path);
    expect(code(answer)).toEqual([422, 'validation-failed']);
    expect(answer.json.errors[0].pointer).toBe(pointer);
  });

  it('is a cursor of somebody else', async () => {
    world.neighbours.answers.listItems = () => ({ badCursor: true });
    const answer = await get(`${world.url}/api/items?cursor=abc`);
    expect(code(answer)).toEqual([422, 'validation-failed']);
    expect(answer.json.errors[0].pointer).toBe('/cursor');
  });
});

describe('a path', () => {
  it.each([
    ['/api/items/none', 'item-not-found'],
    ['/api/items/7GK2M9QU', 'item-not-found'],
    ['/api/items/7GK2M9Q0', 'item-not-found'],
    ['/api/items/0199d1c0-0000-7000-8000-00000000ffff', 'item-not-found'],
    ['/api/items/none/stream', 'item-not-found'],
    ['/api/items/none/payment-methods', 'item-not-found'],
    ['/api/bookings/K7QM2XVD9HTA', 'booking-not-found'],
    ['/api/bookings/K7QM-2XVD-9HT', 'booking-not-found'],
    ["/api/bookings/' or 1=1--", 'booking-not-found'],
    ['/api/bookings/%00', 'booking-not-found'],
    ['/api/bookings/K7QM2XVD9HTA/stream', 'booking-not-found'],
    ['/api/images/none', 'image-not-found'],
    ['/api/nothing', 'not-found'],
    ['/api', 'not-found'],
    ['/api/items/', 'not-found'],
    ['/API/items', 'not-found'],
    ['/nothing', 'not-found'],
    ['/.well-known/nothing.json', 'not-found'],
    ['/metrics', 'not-found'],
    ['/healthz', 'not-found'],
    ['/readyz', 'not-found'],
  ])('that leads nowhere is 404: %s', async (path, problem) => {
    expect(code(await get(world.url + path))).toEqual([404, problem]);
  });

  it('of a document that nobody draws is 404', async () => {
    const { json } = await hold(world.url);
    const path = `${world.url}/api/bookings/${json.code}/receipt.pdf`;
    expect(code(await get(path, bearer(json.ownerToken)))).toEqual([404, 'not-found']);
  });

  it('with broken escapes is malformed', async () => {
    expect(code(await get(`${world.url}/api/items/%E0%A4%A`))).toEqual([400, 'malformed-request']);
  });

  it.each([
    ['PUT', '/api/items', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/api/time', 'GET, HEAD, OPTIONS'],
    ['PUT', '/api/bookings/hold', 'POST, OPTIONS'],
    ['GET', '/api/admin/login', 'POST, OPTIONS'],
    ['PUT', '/api/admin/items', 'GET, POST, HEAD, OPTIONS'],
  ])('does not take every method: %s %s', async (method, path, allow) => {
    const answer = await send(world.url + path, { method });
    expect(code(answer)).toEqual([405, 'method-not-allowed']);
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it('tells its methods to OPTIONS', async () => {
    const answer = await send(`${world.url}/api/items`, { method: 'OPTIONS' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  });
});

describe('what is no HTTP', () => {
  it.each(['hello\r\n\r\n', 'GET /api/time HTTP/9.9\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01'])(
    'is refused, and the next request is served: %j',
    async (bytes) => {
      const answer = await new Promise<string>((resolve, reject) => {
        const socket = net.connect(Number(new URL(world.url).port), '127.0.0.1', () =>
          socket.write(bytes, 'latin1'),
        );
        let text = '';
        socket.on('data', (chunk) => (text += chunk));
        socket.on('close', () => resolve(text)).on('error', reject);
      });
      expect(answer).toMatch(/^HTTP\/1\.1 400/);
      expect((await get(`${world.url}/api/time`)).status).toBe(200);
    },
  );

  it('is a body that never ends: headers are answered, and nobody waits for the rest', async () => {
    const answer = await new Promise<number>((resolve, reject) => {
      const req = request(`${world.url}/api/nothing`, {
        method: 'POST',
        headers: { 'Content-Length': '1000000' },
      });
      req.on('response', (res) => {
        resolve(res.statusCode ?? 0);
        req.destroy();
      });
      req.on('error', reject);
      req.write('x');
    });
    expect(answer).toBe(404);
  });
});

describe('an organiser’s form that the schema refuses', () => {
  const item = { title: 'Kelas', startsAt: '2027-01-01T00:00:00Z', capacity: 10, price: 0 };
  it.each([
    ['no title', { ...item, title: ' ' }, '/title'],
    ['a negative capacity', { ...item, capacity: -1 }, '/capacity'],
    ['a fraction of money', { ...item, price: 0.5 }, '/price'],
    ['a day for an instant', { ...item, startsAt: '2027-01-01' }, '/startsAt'],
    ['an end before the start', { ...item, endsAt: '2026-01-01T00:00:00Z' }, '/endsAt'],
    ['a script for a picture', { ...item, imageUrl: 'javascript:alert(1)' }, '/imageUrl'],
    ['an unknown field', { ...item, secret: 1 }, '/secret'],
  ])('names the place: %s', async (_what, body, pointer) => {
    const answer = await post(`${world.url}/api/admin/items`, body, bearer(API_KEY));
    expect(code(answer)).toEqual([422, 'validation-failed']);
    expect(answer.json.errors[0].pointer).toBe(pointer);
  });
});
