import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestOf, sendLoginCode } from '@karcis/contracts';
import pg from 'pg';
import { type Browser, openBrowser } from './browser.ts';
import { aHold, bearer, get, hold, post, send } from './client.ts';
import { INTERNAL_SECRET, useWorld } from './world.ts';

type Mail = RequestOf<typeof sendLoginCode>;

const world = useWorld({ replicas: 2, env: { RATE_LIMIT_PER_MINUTE: '100000' } });
let sql: pg.Pool;
let required: string;

beforeAll(async () => {
  sql = new pg.Pool({ connectionString: world.databaseUrl, max: 1 });
  required = (await world.start({ FEATURE_REQUIRE_LOGIN: 'true' })).url;
});
afterAll(() => sql.end());

const from = (ip: string) => ({ 'X-Karcis-Client-Ip': ip, 'X-Internal-Secret': INTERNAL_SECRET });
let lastIp = 0;
/** A browser somewhere of its own. */
const visitor = (url = () => world.url) =>
  openBrowser(url, from(`198.51.100.${(lastIp = (lastIp % 250) + 1)}`));
const anAddress = () => `${randomUUID()}@example.org`;

const mails = (): Mail[] =>
  world.neighbours.asked
    .filter(({ subject }) => subject === 'cmd.notifier.send-login-code.v1')
    .map(({ request }) => request as Mail);
const mailTo = (email: string) => mails().findLast((mail) => mail.email === email)!;
const tokenIn = ({ path }: Mail) => new URL(path, world.url).searchParams.get('token')!;
const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

const askForCode = (browser: Browser, email: string, more: object = {}) =>
  browser.ask('POST', '/api/account/login-code', { email, ...more });

async function signIn(browser: Browser, email: string) {
  await askForCode(browser, email);
  const { code } = mailTo(email);
  const answer = await browser.ask('POST', '/api/account/login', { email, code });
  expect(answer.status).toBe(200);
  await browser.refresh();
  return answer.json as { id: string; email: string };
}

describe('signing in by e-mail', () => {
  it('takes the code of the message, and is known on every replica by a cookie no script can read', async () => {
    const browser = visitor();
    const email = anAddress();
    const before = Date.now();
    const sent = await askForCode(browser, email.toUpperCase());
    expect(sent.status).toBe(202);
    const expiresAt = Date.parse(sent.json.expiresAt);
    expect(expiresAt - before).toBeGreaterThan(599_000);
    expect(expiresAt - Date.now()).toBeLessThanOrEqual(600_000);

    const { code } = mailTo(email);
    const answer = await browser.ask('POST', '/api/account/login', { email, code });
    expect(answer.json).toEqual({ id: expect.any(String), email });
    const session = answer.headers.getSetCookie().find((one) => one.includes('session_token'))!;
    expect(session).toMatch(/^karcis_me\.session_token=.*; HttpOnly; SameSite=Lax/i);
    for (const { url } of world.gateways) {
      const me = await get(`${url}/api/account/me`, browser.headers());
      expect(me.json).toEqual(answer.json);
    }
  });

  it('takes the token of the link, on another device too', async () => {
    const email = anAddress();
    await askForCode(visitor(), email, { next: '/x/kelas-7GK2M9QX/book' });
    const mail = mailTo(email);
    expect(mail.path).toMatch(/^\/login\/link\?token=[\w-]{43}&next=%2Fx%2Fkelas-7GK2M9QX%2Fbook$/);
    const answer = await visitor().ask('POST', '/api/account/login', { token: tokenIn(mail) });
    expect(answer.json.email).toBe(email);
  });

  it('means the same account every time', async () => {
    const email = anAddress();
    const first = await signIn(visitor(), email);
    expect(await signIn(visitor(), email)).toEqual(first);
  });

  it('works once, by the code or by the link, however many come at once', async () => {
    const email = anAddress();
    const browser = visitor();
    await askForCode(browser, email);
    const { code } = mailTo(email);
    const token = tokenIn(mailTo(email));
    const answers = await Promise.all([
      browser.ask('POST', '/api/account/login', { email, code }),
      browser.ask('POST', '/api/account/login', { token }),
      browser.ask('POST', '/api/account/login', { email, code }),
      browser.ask('POST', '/api/account/login', { token }),
    ]);
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, 401, 401, 401]);
    expect((await browser.ask('POST', '/api/account/login', { token })).json.code).toBe(
      'login-code-invalid',
    );
  });

  it('ends with ten minutes', async () => {
    const email = anAddress();
    const browser = visitor();
    await askForCode(browser, email);
    await sql.query(`update login_codes set expires_at = clock_timestamp() where email = $1`, [
      email,
    ]);
    const { code } = mailTo(email);
    for (const body of [{ email, code }, { token: tokenIn(mailTo(email)) }]) {
      const answer = await browser.ask('POST', '/api/account/login', body);
      expect([answer.status, answer.json.code]).toEqual([401, 'login-code-invalid']);
    }
  });

  it('gives five tries, even to many at once', async () => {
    const email = anAddress();
    const browser = visitor();
    await askForCode(browser, email);
    const { code } = mailTo(email);
    const guesses = Array.from({ length: 5 }, () =>
      browser.ask('POST', '/api/account/login', { email, code: wrong(code) }),
    );
    for (const { status } of await Promise.all(guesses)) expect(status).toBe(401);
    const late = await browser.ask('POST', '/api/account/login', { email, code });
    expect(late.status).toBe(401);
    // The link has nothing to guess.
    const token = tokenIn(mailTo(email));
    expect((await browser.ask('POST', '/api/account/login', { token })).status).toBe(200);
  });

  it('is not spoiled by strangers: neither by their guesses nor by codes they ask for', async () => {
    const email = anAddress();
    const browser = visitor();
    await askForCode(browser, email);
    const { code } = mailTo(email);
    const stranger = visitor();
    await askForCode(stranger, email);
    for (let n = 0; n < 8; n++) {
      await visitor().ask('POST', '/api/account/login', { email, code: wrong(code) });
      await stranger.ask('POST', '/api/account/login', { email, code: wrong(code) });
    }
    expect((await browser.ask('POST', '/api/account/login', { email, code })).status).toBe(200);
  });

  it('is told the same for addresses with and without an account', async () => {
    const known = anAddress();
    await signIn(visitor(), known);
    const answers = await Promise.all(
      [known, anAddress()].map((one) => askForCode(visitor(), one)),
    );
    const [a, b] = answers.map(({ status, json, headers }) => ({
      status,
      fields: Object.keys(json as object),
      cookies: headers.getSetCookie().map((one) => one.replace(/=[^;]*/, '')),
    }));
    expect(a).toEqual(b);
    const guesses = await Promise.all(
      [known, anAddress()].map((email) =>
        visitor().ask('POST', '/api/account/login', { email, code: '123456' }),
      ),
    );
    expect({ ...guesses[0]!.json }).toEqual({ ...guesses[1]!.json });
  });

  it('keeps codes and tokens as keyed hashes only', async () => {
    const email = anAddress();
    await askForCode(visitor(), email);
    const { rows } = await sql.query('select login_codes::text as row from login_codes');
    const text = JSON.stringify(rows);
    expect(text).not.toContain(mailTo(email).code.concat(','));
    expect(text).not.toContain(tokenIn(mailTo(email)));
  });

  it('says that it is busy when the mail cannot go out', async () => {
    world.neighbours.answers.sendLoginCode = () => ({ accepted: false });
    const answer = await askForCode(visitor(), anAddress());
    expect([answer.status, answer.json.code]).toEqual([503, 'service-unavailable']);
  });

  it.each([
    [{ email: 'no address' }, 422],
    [{ email: 'a@example.org', next: 'https://evil.example' }, 422],
    [{ email: 'a@example.org', next: '//evil.example' }, 422],
    [{ email: 'a@example.org', next: '/\\evil.example' }, 422],
    [{ email: 'a@example.org', x: 1 }, 422],
  ])('refuses %j', async (body, status) => {
    expect((await visitor().ask('POST', '/api/account/login-code', body)).status).toBe(status);
  });

  it('is refused from another site', async () => {
    const headers = { Origin: 'https://evil.example' };
    const answer = await post(`${world.url}/api/account/login`, { token: 'a'.repeat(43) }, headers);
    expect([answer.status, answer.json.code]).toEqual([403, 'forbidden']);
  });

  it('never opens the organiser’s door, whosever the address', async () => {
    const browser = visitor();
    await signIn(browser, 'admin@example.org');
    expect((await browser.ask('GET', '/api/admin/me')).status).toBe(401);
    // Not under the other cookie's name either.
    const Cookie = `karcis.session_token=${browser.cookies.get('karcis_me.session_token')}`;
    expect((await get(`${world.url}/api/admin/me`, { Cookie })).status).toBe(401);
  });
});

describe('mails to one address', () => {
  it('are five from one client', async () => {
    const email = anAddress();
    const browser = visitor();
    const statuses = [];
    for (let n = 0; n < 6; n++) statuses.push((await askForCode(browser, email)).status);
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
  });

  it('are ten from strangers, and a browser that was in before still gets one', async () => {
    const email = anAddress();
    const owner = visitor();
    await signIn(owner, email);
    const statuses = [];
    for (let n = 0; n < 11; n++) statuses.push((await askForCode(visitor(), email)).status);
    expect(statuses.filter((status) => status === 202).length).toBeLessThanOrEqual(10);
    expect(statuses.at(-1)).toBe(429);
    expect((await askForCode(owner, email)).status).toBe(202);
  });
});

describe('a session', () => {
  it('ends for good when its person signs out, by a request of our own page only', async () => {
    const browser = visitor();
    await signIn(browser, anAddress());
    const headers = { ...browser.headers(), 'X-CSRF-Token': '' };
    const bare = await send(`${world.url}/api/account/logout`, { method: 'POST', headers });
    expect([bare.status, bare.json.code]).toEqual([403, 'csrf-token-invalid']);

    const before = browser.headers();
    expect((await browser.ask('POST', '/api/account/logout', {})).status).toBe(204);
    expect(browser.cookies.has('karcis_me.session_token')).toBe(false);
    expect((await get(`${world.url}/api/account/me`, before)).status).toBe(401);
  });

  it.each([
    ['nothing', {}],
    ['a forged cookie', { Cookie: 'karcis_me.session_token=abc.def' }],
    ['the API key', bearer('an-api-key-for-tests')],
  ])('is not there with %s', async (_what, headers) => {
    for (const path of ['me', 'bookings']) {
      const answer = await get(
        `${world.url}/api/account/${path}`,
        headers as Record<string, string>,
      );
      expect([answer.status, answer.json.code]).toEqual([401, 'unauthorized']);
    }
  });
});

describe('a hold where login is required', () => {
  it('is refused with login-required, and the same key books after signing in', async () => {
    const key = randomUUID();
    const answer = await hold(required, aHold, { 'Idempotency-Key': key });
    expect([answer.status, answer.json.code]).toEqual([401, 'login-required']);
    expect(world.neighbours.holds.size).toBe(0);

    const browser = visitor(() => required);
    const { id } = await signIn(browser, anAddress());
    const held = await hold(required, aHold, { ...browser.headers(), 'Idempotency-Key': key });
    expect(held.status).toBe(201);
    expect(world.neighbours.holds.get(held.json.id)!.request.accountId).toBe(id);
  });

  it('is refused with an owner’s or organiser’s proof in place of a person’s', async () => {
    for (const headers of [bearer('an-api-key-for-tests'), { Cookie: 'karcis_me.session_token=x' }])
      expect((await hold(required, aHold, headers as Record<string, string>)).status).toBe(401);
  });

  it('hears first what is wrong with the form', async () => {
    expect((await hold(required, { ...aHold, name: 'x' })).status).toBe(422);
  });
});

describe('a hold while signed in', () => {
  it('belongs to the account, and needs our page’s token', async () => {
    const browser = visitor();
    const { id } = await signIn(browser, anAddress());
    const bare = { ...browser.headers(), 'X-CSRF-Token': '' };
    expect((await hold(world.url, aHold, bare)).json.code).toBe('csrf-token-invalid');
    const held = await hold(world.url, aHold, browser.headers());
    expect(held.status).toBe(201);
    expect(world.neighbours.holds.get(held.json.id)!.request.accountId).toBe(id);
    expect(held.text).not.toContain(id);
  });

  it('has its key to itself: another person’s, and nobody’s, same key is another booking', async () => {
    const key = { 'Idempotency-Key': randomUUID() };
    const [one, two] = [visitor(), visitor()];
    await signIn(one, anAddress());
    await signIn(two, anAddress());
    const first = await hold(world.url, aHold, { ...one.headers(), ...key });
    const again = await hold(world.url, aHold, { ...one.headers(), ...key });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.text).toBe(first.text);

    const others = [
      await hold(world.url, aHold, { ...two.headers(), ...key }),
      await hold(world.url, aHold, key),
    ];
    const ids = new Set([first, ...others].map(({ json }) => json.id as string));
    expect(ids.size).toBe(3);
  });

  it('asks the accounts nothing without a cookie, and makes a booking of nobody', async () => {
    const held = await hold(world.url, aHold, { Cookie: 'karcis_lang=id' });
    expect(world.neighbours.holds.get(held.json.id)!.request).not.toHaveProperty('accountId');
  });
});

describe('a booking of an account', () => {
  async function aBooking() {
    const phone = visitor();
    const email = anAddress();
    await signIn(phone, email);
    const { json } = await hold(world.url, aHold, phone.headers());
    const laptop = visitor();
    await signIn(laptop, email);
    return { id: json.id as string, code: json.code as string, laptop };
  }

  it('is its owner’s on another device, to see and to act on', async () => {
    const { id, code, laptop } = await aBooking();
    const seen = await laptop.ask('GET', `/api/bookings/${code}`);
    expect(seen.json.contact).toEqual(aHold.contact);
    expect(seen.text).not.toContain('accountId');
    const cancelled = await laptop.ask('POST', `/api/bookings/${id}/cancel`, {});
    expect(cancelled.json.state).toBe('CANCELLED');
  });

  it('needs our page’s token to act on', async () => {
    const { id, laptop } = await aBooking();
    const headers = { ...laptop.headers(), 'X-CSRF-Token': '' };
    const answer = await post(`${world.url}/api/bookings/${id}/cancel`, {}, headers);
    expect([answer.status, answer.json.code]).toEqual([403, 'csrf-token-invalid']);
  });

  it('is a stranger’s to nobody else who is signed in', async () => {
    const { id, code } = await aBooking();
    const other = visitor();
    await signIn(other, anAddress());
    expect((await other.ask('GET', `/api/bookings/${code}`)).json).not.toHaveProperty('contact');
    const answer = await other.ask('POST', `/api/bookings/${id}/cancel`, {});
    expect([answer.status, answer.json.code]).toEqual([403, 'forbidden']);
  });

  it('is not opened by the session where a wrong token is in the header', async () => {
    const { id, laptop } = await aBooking();
    const headers = { ...laptop.headers(), ...bearer('wrong') };
    expect((await post(`${world.url}/api/bookings/${id}/cancel`, {}, headers)).status).toBe(403);
  });

  it('stands in its owner’s list, and in nobody else’s', async () => {
    const { id, laptop } = await aBooking();
    const list = await laptop.ask('GET', '/api/account/bookings?limit=5');
    expect(list.json.data.map((one: { id: string }) => one.id)).toEqual([id]);
    expect(list.json.data[0]).not.toHaveProperty('name');
    const other = visitor();
    await signIn(other, anAddress());
    expect((await other.ask('GET', '/api/account/bookings')).json.data).toEqual([]);
  });
});
