import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RequestOf, findNotifiedOrganisers, type sendInvitation } from '@karcis/contracts';
import { connectNats, createCaller } from '@karcis/messaging';
import { silentLog, until } from '@karcis/testing';
import pg from 'pg';
import { type Browser, openBrowser } from './browser.ts';
import { bearer, post, send } from './client.ts';
import { ADMIN, API_KEY, useWorld } from './world.ts';

const world = useWorld({ replicas: 2 });
const PASSWORD = 'a password of their own';
let sql: pg.Pool;
let owner: Browser;

beforeAll(async () => {
  sql = new pg.Pool({ connectionString: world.databaseUrl, max: 1 });
  owner = await signIn(ADMIN);
});
afterAll(() => sql.end());

async function signIn(credentials: { email: string; password: string }): Promise<Browser> {
  const browser = openBrowser(() => world.url);
  const answer = await browser.ask('POST', '/api/admin/login', credentials);
  expect(answer.status).toBe(200);
  await browser.refresh();
  return browser;
}

const login = (credentials: { email: string; password: string }) =>
  openBrowser(() => world.url).ask('POST', '/api/admin/login', credentials);

function lastToken(): string {
  const { request } = world.neighbours.asked.findLast(
    ({ subject }) => subject === 'cmd.notifier.send-invitation.v1',
  )!;
  const { path } = request as RequestOf<typeof sendInvitation>;
  expect(path).toMatch(/^\/admin\/set-password\?token=[\w-]{43}$/);
  return new URL(path, world.url).searchParams.get('token')!;
}

async function invite(role = 'reviewer', email = `${randomUUID()}@example.org`) {
  const made = await owner.ask('POST', '/api/admin/accounts', { email, name: 'Rina', role });
  expect(made.status).toBe(201);
  return { id: made.json.id as string, email, token: lastToken(), account: made.json };
}

const setPassword = (token: string, password = PASSWORD) =>
  openBrowser(() => world.url).ask('POST', '/api/admin/set-password', { token, password });

async function anOrganiser(role = 'reviewer') {
  const { id, email, token } = await invite(role);
  expect((await setPassword(token)).status).toBe(204);
  return { id, email, browser: await signIn({ email, password: PASSWORD }) };
}

const change = (id: string, changes: object) =>
  owner.ask('PATCH', `/api/admin/accounts/${id}`, changes);

describe('an invitation', () => {
  it('makes an account that waits for its password, and mails a link that works once', async () => {
    const { email, token, account } = await invite('door');
    expect(account).toEqual({
      id: expect.any(String),
      email,
      name: 'Rina',
      role: 'door',
      status: 'invited',
      secondFactor: false,
      notifyNewProof: false,
      createdAt: expect.any(String),
    });
    expect((await login({ email, password: PASSWORD })).status).toBe(401);
    expect((await setPassword(token)).status).toBe(204);
    expect((await login({ email, password: PASSWORD })).status).toBe(200);
    const again = await setPassword(token, 'another password');
    expect([again.status, again.json.code]).toEqual([422, 'password-link-invalid']);
    const seen = await owner.ask('GET', `/api/admin/accounts/${account.id}`);
    expect(seen.json.status).toBe('active');
  });

  it('is made once for a key, and once for an address', async () => {
    const key = { ...bearer(API_KEY), 'Idempotency-Key': randomUUID() };
    const body = { email: `${randomUUID()}@example.org`, name: 'Rina', role: 'owner' };
    const url = `${world.url}/api/admin/accounts`;
    const first = await post(url, body, key);
    const again = await post(url, body, key);
    expect([first.status, again.text]).toEqual([201, first.text]);
    const other = await post(url, { ...body, email: body.email.toUpperCase() }, bearer(API_KEY));
    expect([other.status, other.json.code]).toEqual([409, 'email-taken']);
  });

  it('is worth nothing once another was sent, or its time is over', async () => {
    const { id, token } = await invite();
    await owner.ask('POST', `/api/admin/accounts/${id}/invite`, {});
    const newer = lastToken();
    expect((await setPassword(token)).status).toBe(422);
    await sql.query('update password_links set expires_at = now() where user_id = $1', [id]);
    expect((await setPassword(newer)).status).toBe(422);
  });

  it('asks for a password of ten characters', async () => {
    const { token } = await invite();
    expect((await setPassword(token, 'too short')).status).toBe(422);
    expect((await setPassword(token)).status).toBe(204);
  });

  it('gives a new password to whoever forgot theirs, and ends what was open', async () => {
    const { id, email, browser } = await anOrganiser();
    await owner.ask('POST', `/api/admin/accounts/${id}/invite`, {});
    expect((await setPassword(lastToken(), 'a newer password')).status).toBe(204);
    await until(async () => (await browser.ask('GET', '/api/admin/me')).status === 401);
    expect((await login({ email, password: PASSWORD })).status).toBe(401);
    expect((await login({ email, password: 'a newer password' })).status).toBe(200);
  });
});

describe('an account', () => {
  it('may do less as soon as its role says so', async () => {
    const { id, email, browser } = await anOrganiser('owner');
    expect((await browser.ask('GET', '/api/admin/accounts')).status).toBe(200);
    expect((await change(id, { role: 'door' })).json.role).toBe('door');
    await until(async () => (await browser.ask('GET', '/api/admin/accounts')).status === 401);
    const again = await signIn({ email, password: PASSWORD });
    expect((await again.ask('GET', '/api/admin/accounts')).status).toBe(403);
  });

  it('stays signed in while only its name changes', async () => {
    const { id, browser } = await anOrganiser();
    expect((await change(id, { name: 'Rina W.', role: 'reviewer' })).json.name).toBe('Rina W.');
    expect((await browser.ask('GET', '/api/admin/sessions')).json.data).toHaveLength(1);
  });

  it('that is disabled is out, and comes in no more, by a link neither', async () => {
    const { id, email, browser } = await anOrganiser();
    expect((await change(id, { disabled: true })).json.status).toBe('disabled');
    await until(async () => (await browser.ask('GET', '/api/admin/me')).status === 401);
    const refused = await login({ email, password: PASSWORD });
    expect([refused.status, refused.json.code]).toEqual([401, 'invalid-credentials']);
    await owner.ask('POST', `/api/admin/accounts/${id}/invite`, {});
    expect((await setPassword(lastToken())).status).toBe(422);
    expect((await change(id, { disabled: false })).json.status).toBe('active');
    expect((await login({ email, password: PASSWORD })).status).toBe(200);
  });

  it('is gone when it is removed', async () => {
    const { id, email } = await anOrganiser();
    expect((await owner.ask('DELETE', `/api/admin/accounts/${id}`)).status).toBe(204);
    expect((await login({ email, password: PASSWORD })).status).toBe(401);
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/invite'],
      ['POST', '/reset-second-factor'],
    ]) {
      const body = method === 'POST' ? {} : undefined;
      const answer = await owner.ask(method!, `/api/admin/accounts/${id}${path}`, body);
      expect([answer.status, answer.json.code]).toEqual([404, 'account-not-found']);
    }
  });

  it('stands in the list, page by page', async () => {
    await invite();
    await invite();
    const emails: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = `limit=2${cursor && `&cursor=${cursor}`}`;
      const { json } = await owner.ask('GET', `/api/admin/accounts?${query}`);
      emails.push(...json.data.map((one: { email: string }) => one.email));
      cursor = json.nextCursor;
    }
    expect(emails).toEqual([...new Set(emails)].toSorted());
    expect(emails).toContain(ADMIN.email);
    const foreign = await owner.ask('GET', '/api/admin/accounts?cursor=abc');
    expect(foreign.status).toBe(422);
  });
});

describe('the last owner', () => {
  it('stays: two owners who remove each other at once leave one', async () => {
    const { rows } = await sql.query(`select id, email from users where role = 'owner'`);
    const admin = rows.find(({ email }) => email === ADMIN.email).id;
    for (const { id } of rows) {
      if (id !== admin) await owner.ask('DELETE', `/api/admin/accounts/${id}`);
    }
    const request = (method: string, id: string, body?: object) =>
      send(`${world.gateways[1]!.url}/api/admin/accounts/${id}`, {
        method,
        headers: { ...bearer(API_KEY), ...(body && { 'Content-Type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
    for (const answer of [
      await request('DELETE', admin),
      await request('PATCH', admin, { role: 'reviewer' }),
      await request('PATCH', admin, { disabled: true }),
    ]) {
      expect([answer.status, answer.json.code]).toEqual([409, 'last-owner']);
    }

    // An owner who never set a password cannot sign in, and so does not count.
    const waiting = await invite('owner');
    expect((await request('DELETE', admin)).status).toBe(409);
    expect((await setPassword(waiting.token)).status).toBe(204);
    const rivals = await Promise.all([
      request('PATCH', admin, { role: 'door' }),
      request('DELETE', waiting.id),
    ]);
    expect(rivals.map(({ status }) => status).toSorted()[1]).toBe(409);
    const left = await sql.query(`select from users where role = 'owner' and disabled_at is null`);
    expect(left.rowCount).toBe(1);
    await sql.query(`update users set role = 'owner' where id = $1`, [admin]);
    owner = await signIn(ADMIN);
  });
});

describe('one’s own account', () => {
  it('changes its password by the old one, and ends every other session', async () => {
    const { email, browser } = await anOrganiser('door');
    const other = await signIn({ email, password: PASSWORD });
    const wrong = { password: 'wrong', newPassword: 'a newer password' };
    const refused = await browser.ask('POST', '/api/admin/password', wrong);
    expect([refused.status, refused.json.errors[0].pointer]).toEqual([422, '/password']);
    const right = { password: PASSWORD, newPassword: 'a newer password' };
    expect((await browser.ask('POST', '/api/admin/password', right)).json).toEqual({ ended: 1 });
    expect((await browser.ask('GET', '/api/admin/me')).status).toBe(200);
    await until(async () => (await other.ask('GET', '/api/admin/me')).status === 401);
    expect((await login({ email, password: PASSWORD })).status).toBe(401);
    expect((await login({ email, password: 'a newer password' })).status).toBe(200);
  });

  it('lists where it is signed in, and signs out everywhere else', async () => {
    const { email, browser } = await anOrganiser();
    await signIn({ email, password: PASSWORD });
    const { data } = (await browser.ask('GET', '/api/admin/sessions')).json;
    expect(data).toHaveLength(2);
    expect(data.filter((one: { current: boolean }) => one.current)).toHaveLength(1);
    expect(JSON.stringify(data)).not.toContain('token');
    expect((await browser.ask('POST', '/api/admin/sessions/end-others', {})).json.ended).toBe(1);
    expect((await browser.ask('GET', '/api/admin/sessions')).json.data).toHaveLength(1);
  });

  it('is told of proofs that wait if it asks for that, as long as it may review them', async () => {
    const nc = await connectNats({ url: world.nats.url, name: 'notifier', log: silentLog });
    const notified = async () => {
      const { organisers } = await createCaller(nc, findNotifiedOrganisers)({});
      return organisers.map((one) => one.email);
    };
    const { id, email, browser } = await anOrganiser();
    expect(await notified()).not.toContain(email);
    const me = await browser.ask('PATCH', '/api/admin/me', { notifyNewProof: true });
    expect(me.json.notifyNewProof).toBe(true);
    expect(await notified()).toContain(email);
    await change(id, { role: 'door' });
    expect(await notified()).not.toContain(email);
    await nc.close();
  });

  it('is none for the API key', async () => {
    for (const path of ['password', 'second-factor']) {
      const body = { password: 'x', ...(path === 'password' && { newPassword: 'x'.repeat(10) }) };
      const answer = await post(`${world.url}/api/admin/${path}`, body, bearer(API_KEY));
      expect(answer.status).toBe(403);
    }
  });
});

describe('the settings’ owner', () => {
  it('keeps the password that they chose themselves when the gateway starts again', async () => {
    const email = 'settings@example.org';
    const env = { ADMIN_EMAIL: email, ADMIN_PASSWORD: 'of the settings' };
    await world.start(env);
    const browser = await signIn({ email, password: 'of the settings' });
    const change = { password: 'of the settings', newPassword: 'of their own' };
    expect((await browser.ask('POST', '/api/admin/password', change)).status).toBe(200);
    await world.start(env);
    expect((await login({ email, password: 'of the settings' })).status).toBe(401);
    expect((await login({ email, password: 'of their own' })).status).toBe(200);
    await world.start({ ...env, ADMIN_PASSWORD: 'of newer settings' });
    expect((await login({ email, password: 'of newer settings' })).status).toBe(200);
  });
});
