import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestOf, sendInvitation } from '@karcis/contracts';
import { until } from '@karcis/testing';
import pg from 'pg';
import { totpAt } from '../src/domain/totp.ts';
import { type Browser, openBrowser } from './browser.ts';
import { bearer, get, post } from './client.ts';
import { API_KEY, INTERNAL_SECRET, useWorld } from './world.ts';

const world = useWorld({ replicas: 2, env: { RATE_LIMIT_PER_MINUTE: '100000' } });
const password = 'a password of their own';
let sql: pg.Pool;
let strict: string;

beforeAll(async () => {
  sql = new pg.Pool({ connectionString: world.databaseUrl, max: 1 });
  strict = (await world.start({ REQUIRE_SECOND_FACTOR: 'true' })).url;
});
afterAll(() => sql.end());

/** Checking a password takes a third of a second of a processor, on purpose. */
const WITHIN_MS = 120_000;

let lastIp = 0;
const newClient = (): Record<string, string> => ({
  'X-Karcis-Client-Ip': `198.51.100.${(lastIp += 1)}`,
  'X-Internal-Secret': INTERNAL_SECRET,
});
const browserAt = (url = world.url, from = newClient()) => openBrowser(() => url, from);

async function anOrganiser(role = 'reviewer', url = world.url) {
  const email = `${randomUUID()}@example.org`;
  const made = await post(
    `${world.url}/api/admin/accounts`,
    { email, name: 'Rina', role },
    {
      ...bearer(API_KEY),
    },
  );
  const { request } = world.neighbours.asked.findLast(
    ({ subject }) => subject === 'cmd.notifier.send-invitation.v1',
  )!;
  const { path } = request as RequestOf<typeof sendInvitation>;
  const token = new URL(path, world.url).searchParams.get('token');
  const browser = browserAt(url);
  await browser.ask('POST', '/api/admin/set-password', { token, password });
  await browser.ask('POST', '/api/admin/login', { email, password });
  await browser.refresh();
  return { id: made.json.id as string, email, browser };
}

/** An authenticator app that has read the QR code. */
function appOf(url: string) {
  const secret = new URL(url).searchParams.get('secret')!;
  const bits = [...secret]
    .map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'))
    .join('');
  const bytes = bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2));
  return (ahead = 0) => totpAt(Buffer.from(bytes), Math.floor(Date.now() / 30_000) + ahead);
}

async function enrol(browser: Browser) {
  const offer = await browser.ask('POST', '/api/admin/second-factor', { password });
  expect(offer.status).toBe(200);
  expect(offer.json.url).toMatch(/^otpauth:\/\/totp\/Karcis:.*secret=[A-Z2-7]{32}&issuer=Karcis$/);
  const code = appOf(offer.json.url);
  const used = code();
  const done = await browser.ask('POST', '/api/admin/second-factor/confirm', { code: used });
  expect(done.status).toBe(200);
  // The next one, which counts already: tests do not wait half a minute for it.
  return { used, code: () => code(1), recoveryCodes: done.json.recoveryCodes as string[] };
}

async function anOrganiserWithApp() {
  const organiser = await anOrganiser();
  return { ...organiser, ...(await enrol(organiser.browser)) };
}

async function firstStep(email: string, browser = browserAt()) {
  const answer = await browser.ask('POST', '/api/admin/login', { email, password });
  expect([answer.status, answer.json.code]).toEqual([401, 'second-factor-required']);
  expect(browser.cookies.has('karcis.session_token')).toBe(false);
  return browser;
}
const secondStep = (browser: Browser, code: string) =>
  browser.ask('POST', '/api/admin/login/second-factor', { code });

describe('an authenticator app', () => {
  it('is asked for once its first code came back, and not before', async () => {
    const { email, browser } = await anOrganiser();
    await browser.ask('POST', '/api/admin/second-factor', { password });
    const login = await browserAt().ask('POST', '/api/admin/login', { email, password });
    expect(login.status).toBe(200);

    const wrong = await browser.ask('POST', '/api/admin/second-factor/confirm', { code: '000000' });
    expect([wrong.status, wrong.json.errors[0].pointer]).toEqual([422, '/code']);
    const { code } = await enrol(browser);
    expect((await browser.ask('GET', '/api/admin/me')).json.secondFactor).toBe(true);
    const other = await firstStep(email);
    const answer = await secondStep(other, code());
    expect([answer.status, answer.json.email]).toEqual([200, email]);
    expect((await other.ask('GET', '/api/admin/me')).status).toBe(200);
  });

  it(
    'needs the password to be set up and to be taken off',
    async () => {
      const { email, browser } = await anOrganiserWithApp();
      for (const path of ['second-factor', 'second-factor/remove']) {
        const answer = await browser.ask('POST', `/api/admin/${path}`, { password: 'wrong' });
        expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, '/password']);
      }
      const twice = await browser.ask('POST', '/api/admin/second-factor', { password });
      expect([twice.status, twice.json.code]).toEqual([409, 'second-factor-active']);
      await browser.ask('POST', '/api/admin/second-factor/remove', { password });
      const login = await browserAt().ask('POST', '/api/admin/login', { email, password });
      expect(login.status).toBe(200);
    },
    WITHIN_MS,
  );

  it('ends sessions that were begun with the password alone', async () => {
    const { email, browser } = await anOrganiser();
    const other = browserAt();
    await other.ask('POST', '/api/admin/login', { email, password });
    await enrol(browser);
    await until(async () => (await other.ask('GET', '/api/admin/me')).status === 401);
    expect((await browser.ask('GET', '/api/admin/me')).status).toBe(200);
  });

  it(
    'has a code that counts once, on any replica, however many come at once',
    async () => {
      const { email, code, used, recoveryCodes } = await anOrganiserWithApp();
      const next = code();
      const browsers = await Promise.all(
        [0, 1, 0, 1].map((n) => firstStep(email, browserAt(world.gateways[n]!.url))),
      );
      const answers = await Promise.all(browsers.map((browser) => secondStep(browser, next)));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401, 401]);
      const later = await secondStep(await firstStep(email), next);
      expect([later.status, later.json.code]).toEqual([401, 'second-factor-invalid']);
      // The code that turned it on is used as well.
      expect((await secondStep(await firstStep(email), used)).status).toBe(401);
      expect((await secondStep(await firstStep(email), recoveryCodes[0]!)).status).toBe(200);
    },
    WITHIN_MS,
  );

  it('keeps its secret encrypted, and its recovery codes as keyed hashes', async () => {
    const { browser } = await anOrganiser();
    const offer = await browser.ask('POST', '/api/admin/second-factor', { password });
    const code = appOf(offer.json.url)();
    const done = await browser.ask('POST', '/api/admin/second-factor/confirm', { code });
    const { rows } = await sql.query(
      `select (select json_agg(f) from second_factors f)::text || (select json_agg(r) from recovery_codes r)::text as text`,
    );
    const text = rows[0].text as string;
    for (const secret of [offer.json.secret, ...done.json.recoveryCodes]) {
      expect(text).not.toContain(secret);
    }
    const kept = await sql.query('select convert_from(body, $1) as body from idempotency_keys', [
      'utf8',
    ]);
    expect(JSON.stringify(kept.rows)).not.toContain(offer.json.secret);
  });

  it('has ten recovery codes, each of which opens the account once', async () => {
    const { email, recoveryCodes } = await anOrganiserWithApp();
    expect(new Set(recoveryCodes).size).toBe(10);
    const [first = '', second = ''] = recoveryCodes;
    const spoken = `${first.slice(0, 5)}-${first.slice(5).toLowerCase()}`;
    expect((await secondStep(await firstStep(email), spoken)).status).toBe(200);
    expect((await secondStep(await firstStep(email), first)).status).toBe(401);
    expect((await secondStep(await firstStep(email), second)).status).toBe(200);
  });

  it('is taken off by an owner for whoever lost it, and they are signed out', async () => {
    const { id, email, browser } = await anOrganiserWithApp();
    const url = `${world.url}/api/admin/accounts/${id}/reset-second-factor`;
    expect((await post(url, {}, bearer(API_KEY))).json.secondFactor).toBe(false);
    await until(async () => (await browser.ask('GET', '/api/admin/me')).status === 401);
    const login = await browserAt().ask('POST', '/api/admin/login', { email, password });
    expect(login.status).toBe(200);
  });
});

describe('the second step', () => {
  it('needs the first', async () => {
    const answer = await secondStep(browserAt(), '123456');
    expect([answer.status, answer.json.code]).toEqual([401, 'invalid-credentials']);
    const forged = browserAt();
    forged.cookies.set('karcis_second_factor', `someone.${Date.now() + 60_000}.abc`);
    expect((await secondStep(forged, '123456')).json.code).toBe('invalid-credentials');
  });

  it('is worth nothing once the password changed', async () => {
    const { email, browser, code } = await anOrganiserWithApp();
    const half = await firstStep(email);
    const change = { password, newPassword: 'a newer password' };
    await browser.ask('POST', '/api/admin/password', change);
    expect((await secondStep(half, code())).json.code).toBe('invalid-credentials');
  });

  it(
    'gives few tries to one client and to all strangers, and a browser that was in before does not suffer from a stranger’s',
    async () => {
      const { email, browser, code } = await anOrganiserWithApp();
      const ticket = (await firstStep(email)).cookies.get('karcis_second_factor')!;
      /** Whoever knows the password, from one address after the other. */
      const thief = (from = newClient()) => {
        const stranger = browserAt(world.url, from);
        stranger.cookies.set('karcis_second_factor', ticket);
        return stranger;
      };
      const guessesFrom = async (count: number, from?: Record<string, string>) => {
        const answers = [];
        for (let n = 0; n < count; n++) answers.push(await secondStep(thief(from), '000000'));
        return answers.filter(({ status }) => status === 401).length;
      };
      expect(await guessesFrom(7, newClient())).toBe(5);
      expect(await guessesFrom(20)).toBe(13);
      expect((await secondStep(thief(), code())).status).toBe(429);
      await browser.ask('POST', '/api/admin/logout');
      await firstStep(email, browser);
      expect((await secondStep(browser, code())).status).toBe(200);
    },
    WITHIN_MS,
  );
});

describe('where every organiser must have one', () => {
  it('nothing else is open to whoever has none, and all is to whoever has', async () => {
    const { browser } = await anOrganiser('owner', strict);
    const me = await browser.ask('GET', '/api/admin/me');
    expect(me.json).toMatchObject({ secondFactor: false, secondFactorRequired: true });
    for (const path of ['bookings', 'items', 'accounts', 'stats']) {
      const answer = await browser.ask('GET', `/api/admin/${path}`);
      expect([answer.status, answer.json.code]).toEqual([403, 'second-factor-missing']);
    }
    await enrol(browser);
    expect((await browser.ask('GET', '/api/admin/bookings')).status).toBe(200);
  });

  it('the API key needs none', async () => {
    expect((await get(`${strict}/api/admin/bookings`, bearer(API_KEY))).status).toBe(200);
  });
});
