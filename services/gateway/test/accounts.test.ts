import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import pg from 'pg';
import { type Answer, bearer, get, post, send } from './client.ts';
import { ADMIN, API_KEY, INTERNAL_SECRET, useWorld } from './world.ts';

const world = useWorld({ replicas: 2, env: { RATE_LIMIT_PER_MINUTE: '100000' } });
let sql: pg.Pool;

beforeAll(() => {
  sql = new pg.Pool({ connectionString: world.databaseUrl, max: 1 });
});
afterAll(() => sql.end());

const code = (answer: Answer) => [answer.status, answer.json?.code];
const cookiesOf = (answer: Answer) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0]!)
    .join('; ');

const login = (body: unknown = ADMIN, headers: Record<string, string> = {}, url = world.url) =>
  send(`${url}/api/admin/login`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  });

/** A browser that has signed in: its cookies, and the token for unsafe requests. */
async function signIn(url = world.url) {
  const Cookie = cookiesOf(await login(ADMIN, {}, url));
  const token = await get(`${url}/api/csrf`, { Cookie });
  return {
    Cookie: `${Cookie}; ${cookiesOf(token)}`,
    'X-CSRF-Token': token.json.csrfToken as string,
  };
}

const me = (headers: Record<string, string>, replica = 0) =>
  get(`${world.gateways[replica]!.url}/api/admin/me`, headers);
const anOwner = {
  role: 'owner',
  secondFactor: false,
  secondFactorRequired: false,
  notifyNewProof: false,
};
const anItem = { title: 'Kelas', startsAt: '2027-01-01T00:00:00Z', capacity: 10, price: 0 };

describe('an organiser', () => {
  it('signs in with e-mail and password, on any replica, and is known by a cookie no script can read', async () => {
    const answer = await login({ ...ADMIN, email: 'Admin@Example.org' });
    expect(answer.json).toEqual({ ...anOwner, kind: 'session', email: ADMIN.email, name: 'Admin' });
    const session = answer.headers
      .getSetCookie()
      .find((cookie) => cookie.includes('session_token'))!;
    expect(session).toMatch(/; HttpOnly; SameSite=Lax/i);
    expect(session).not.toMatch(/Secure/);

    for (const replica of [0, 1]) {
      expect((await me({ Cookie: cookiesOf(answer) }, replica)).json.email).toBe(ADMIN.email);
    }
  });

  it('has a Secure cookie where pages come by https', async () => {
    const secure = await world.start({ PUBLIC_URL: 'https://karcis.example' });
    const answer = await login(ADMIN, {}, secure.url);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Secure-karcis\.session_token=.*Secure/);
    const seen = await get(`${secure.url}/api/admin/me`, { Cookie: cookiesOf(answer) });
    expect(seen.status).toBe(200);
    const csrf = await get(`${secure.url}/api/csrf`);
    expect(csrf.headers.get('set-cookie')).toMatch(
      /^__Host-karcis_csrf=.*HttpOnly; Secure; SameSite=Lax/,
    );
  });

  it('is told the same whether the address or the password is wrong', async () => {
    const wrong = await login({ ...ADMIN, password: 'wrong' });
    const unknown = await login({ ...ADMIN, email: 'nobody@example.org' });
    for (const answer of [wrong, unknown]) {
      expect(code(answer)).toEqual([401, 'invalid-credentials']);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect({ ...wrong.json }).toEqual({ ...unknown.json });
  });

  it('signs out for good', async () => {
    const browser = await signIn();
    const out = await send(`${world.url}/api/admin/logout`, { method: 'POST', headers: browser });
    expect(out.status).toBe(204);
    expect(code(await me(browser))).toEqual([401, 'unauthorized']);
    expect(
      (await sql.query('select 1 from sessions where token = $1', [tokenIn(browser.Cookie)]))
        .rowCount,
    ).toBe(0);
    // Another replica may remember the session for a few seconds.
    await until(async () => (await me(browser, 1)).status === 401);
  });

  const tokenIn = (cookie: string) =>
    decodeURIComponent(/session_token=([^;]+)/.exec(cookie)![1]!).split('.')[0];

  it.each([
    ['nothing', {}],
    ['a wrong key', bearer('wrong')],
    ['a forged cookie', { Cookie: 'karcis.session_token=abc.def' }],
    ['odd cookies', { Cookie: 'karcis.session_token=%E0%A4%A; =; a' }],
    ['a wrong key and a right cookie', { ...bearer('wrong') }],
  ])('is nobody with %s', async (_what, headers) => {
    const cookie = _what.includes('right cookie') ? { Cookie: cookiesOf(await login()) } : {};
    expect(code(await me({ ...headers, ...cookie }))).toEqual([401, 'unauthorized']);
  });

  it('may be a program with the API key, which needs no CSRF token', async () => {
    expect((await me(bearer(API_KEY))).json).toEqual({
      ...anOwner,
      kind: 'api-key',
      email: null,
      name: 'API key',
    });
    expect((await post(`${world.url}/api/admin/items`, anItem, bearer(API_KEY))).status).toBe(201);
  });
});

describe('a session’s unsafe request', () => {
  it('needs the CSRF token of this very session', async () => {
    const [mine, other] = [await signIn(), await signIn()];
    const make = (headers: Record<string, string>) =>
      post(`${world.url}/api/admin/items`, anItem, headers);
    const session = mine.Cookie.split('; ')[0]!;
    for (const headers of [
      { Cookie: session },
      { Cookie: mine.Cookie },
      { Cookie: session, 'X-CSRF-Token': mine['X-CSRF-Token'] },
      { Cookie: mine.Cookie, 'X-CSRF-Token': other['X-CSRF-Token'] },
      {
        Cookie: `${session}; ${other.Cookie.split('; ').at(-1)}`,
        'X-CSRF-Token': other['X-CSRF-Token'],
      },
    ]) {
      expect(code(await make(headers))).toEqual([403, 'csrf-token-invalid']);
    }
    expect((await make(mine)).status).toBe(201);
  });

  it.each([
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ])('is refused from another site: %j', async (headers) => {
    const browser = await signIn();
    const answer = await post(`${world.url}/api/admin/items`, anItem, {
      ...browser,
      ...headers,
    } as Record<string, string>);
    expect(code(answer)).toEqual([403, 'forbidden']);
    expect(code(await login(ADMIN, headers as Record<string, string>))).toEqual([403, 'forbidden']);
  });

  it('passes from our own pages', async () => {
    const browser = await signIn();
    for (const headers of [
      { Origin: 'http://localhost:8080', 'Sec-Fetch-Site': 'same-origin' },
      { Origin: world.url },
    ]) {
      const answer = await post(`${world.url}/api/admin/items`, anItem, {
        ...browser,
        ...headers,
      } as Record<string, string>);
      expect(answer.status).toBe(201);
    }
  });
});

describe('the settings’ organiser', () => {
  it('is made once, however many replicas start at once', async () => {
    const email = 'second@example.org';
    await Promise.all([1, 2, 3].map(() => world.start({ ADMIN_EMAIL: email })));
    const { rows } = await sql.query('select count(*)::int as n from users where email = $1', [
      email,
    ]);
    expect(rows[0].n).toBe(1);
  });

  it('gets the password that the settings say, and old sessions end', async () => {
    const email = 'third@example.org';
    await world.start({ ADMIN_EMAIL: email });
    const before = await login({ email, password: ADMIN.password });
    await world.start({ ADMIN_EMAIL: email, ADMIN_PASSWORD: 'another password' });
    expect((await login({ email, password: ADMIN.password })).status).toBe(401);
    expect((await login({ email, password: 'another password' })).status).toBe(200);
    await until(async () => (await me({ Cookie: cookiesOf(before) })).status === 401);
  });

  it('has a password that is stored as a hash only', async () => {
    const { rows } = await sql.query('select accounts::text as row from accounts');
    expect(JSON.stringify(rows)).not.toContain(ADMIN.password);
  });
});

describe('guessing passwords', () => {
  const from = (ip: string) => ({ 'X-Karcis-Client-Ip': ip, 'X-Internal-Secret': INTERNAL_SECRET });
  const guess = (ip: string, replica = 0, email = ADMIN.email) =>
    login({ email, password: 'wrong' }, from(ip), world.gateways[replica]!.url);

  /** What the account is called in the buckets' names. */
  async function accountKey(): Promise<string> {
    await guess('192.0.2.99');
    const { rows } = await sql.query<{ key: string }>(
      `select key from rate_buckets where key like 'login-account:%'`,
    );
    return rows[0]!.key;
  }

  it('ends after ten tries at one account from one address, over all replicas', async () => {
    const ip = '192.0.2.10';
    const answers = [];
    for (let n = 0; n < 12; n++) answers.push(await guess(ip, n % 2));
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(401), 429, 429]);
    expect(Number(answers[11]!.headers.get('retry-after'))).toBeGreaterThan(60);
    // Nor does the right one help now; but from elsewhere it does: nobody is locked out.
    expect((await login(ADMIN, from(ip))).status).toBe(429);
    expect((await login(ADMIN, from('192.0.2.11'))).status).toBe(200);
  });

  it('ends after thirty tries at any accounts from one address', async () => {
    const statuses = [];
    for (let n = 0; n < 32; n++)
      statuses.push((await guess('192.0.2.12', 0, `${n}@example.org`)).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(30);
  });

  describe('from everywhere at one account', () => {
    let key: string | undefined;

    beforeEach(async () => {
      await sql.query('delete from rate_buckets');
      // A botnet: more failures than the account allows to strangers, none of them from where we come from.
      key ??= await accountKey();
      await sql.query(
        `insert into rate_buckets values ($1, 101, now() + interval '15 minutes')
         on conflict (key) do update set points = 101`,
        [key],
      );
    });

    it('leaves each network two guesses, over all replicas', async () => {
      const statuses = [];
      for (let n = 0; n < 4; n++) statuses.push((await guess('192.0.2.20', n % 2)).status);
      expect(statuses).toEqual([401, 401, 429, 429]);
    });

    it('keeps nobody out who knows the password and comes from a network of their own', async () => {
      expect((await login(ADMIN, from('192.0.2.21'))).status).toBe(200);
    });

    it('keeps no browser out that was in before, not even from the attacker’s own network', async () => {
      const known = cookiesOf(await login(ADMIN, from('192.0.2.22')));
      expect(known).toContain('karcis_device=');
      for (let n = 0; n < 3; n++) await guess('192.0.2.23');
      expect((await login(ADMIN, from('192.0.2.23'))).status).toBe(429);
      const owner = { ...from('192.0.2.23'), Cookie: known };
      expect((await login(ADMIN, owner)).status).toBe(200);
      // A forged cookie of the kind opens nothing.
      const forged = { ...from('192.0.2.23'), Cookie: 'karcis_device=forged' };
      expect((await login(ADMIN, forged)).status).toBe(429);
    });

    it('does not begin anew when the owner signs in', async () => {
      await login(ADMIN, from('192.0.2.24'));
      const statuses = [];
      for (let n = 0; n < 3; n++) statuses.push((await guess('192.0.2.25')).status);
      expect(statuses).toEqual([401, 401, 429]);
    });
  });

  /** A stolen device cookie helps to guess no further than its own ten. */
  it('is limited for a browser that was in before, too', async () => {
    await sql.query('delete from rate_buckets');
    const Cookie = cookiesOf(await login(ADMIN, from('192.0.2.26')));
    const statuses = [];
    for (let n = 0; n < 11; n++) {
      const wrong = { ...ADMIN, password: 'wrong' };
      statuses.push((await login(wrong, { ...from('192.0.2.26'), Cookie })).status);
    }
    expect(statuses).toEqual([...Array(10).fill(401), 429]);
  });

  it('leaves no address and no e-mail in the buckets’ names that could be read back', async () => {
    await guess('192.0.2.17', 0, `${randomUUID()}@example.org`);
    const { rows } = await sql.query(`select key from rate_buckets where key like 'login-%'`);
    expect(JSON.stringify(rows)).not.toContain('@');
  });
});

describe('better-auth’s own routes', () => {
  it.each(['sign-in/email', 'sign-up/email', 'get-session', 'ok'])(
    'are not reachable: %s',
    async (path) => {
      expect((await post(`${world.url}/api/auth/${path}`, ADMIN)).status).toBe(404);
      expect((await get(`${world.url}/api/auth/${path}`)).status).toBe(404);
    },
  );
});
