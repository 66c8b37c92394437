import { describe, expect, it } from '@jest/globals';
import { type Answer, get, hold } from './client.ts';
import { INTERNAL_SECRET, useWorld } from './world.ts';

const world = useWorld({ env: { RATE_LIMIT_PER_MINUTE: '12' }, replicas: 2 });

const passed = (answers: readonly Answer[]) =>
  answers.filter(({ status }) => status !== 429).length;
const urls = () => world.gateways.map(({ url }) => url);
const many = (count: number, ask: (n: number, url: string) => Promise<Answer>) =>
  Promise.all(Array.from({ length: count }, (_, n) => ask(n, urls()[n % 2]!)));
const from = (ip: string) => ({ 'X-Karcis-Client-Ip': ip, 'X-Internal-Secret': INTERNAL_SECRET });

describe('a client', () => {
  it('makes as many requests a minute as the limit says, whichever replicas they meet', async () => {
    const answers = await many(30, (_, url) => get(`${url}/api/time`, from('192.0.2.1')));
    expect(passed(answers)).toBe(12);

    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.json.code).toBe('rate-limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit-policy')).toBe('"general";q=12;w=60');
    expect(refused.headers.get('ratelimit')).toMatch(/^"general";r=0;t=\d+$/);
    // The one that opened the window; for the others some of it may be over.
    const windows = answers.map(({ headers }) => headers.get('ratelimit'));
    expect(windows).toContainEqual(expect.stringMatching(/^"general";r=11;t=60$/));
  });

  it('is counted for what leads nowhere, and for what is malformed, too', async () => {
    const kinds = ['/api/nothing', '/api/items/none', '/api/items?limit=0'];
    const answers = await many(30, (n, url) => get(url + kinds[n % 3], from('192.0.2.2')));
    expect(passed(answers)).toBe(12);
  });

  it('may hold less often, good or bad', async () => {
    const answers = await many(12, (n, url) =>
      hold(url, n % 2 ? {} : undefined, from('192.0.2.3')),
    );
    expect(passed(answers)).toBe(4);
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.headers.get('ratelimit-policy')).toBe(
      '"general";q=12;w=60, "sensitive";q=4;w=60',
    );
    expect(refused.headers.get('retry-after')).toBeTruthy();
  });

  it('with an IPv6 prefix is one, however many addresses it uses', async () => {
    const answers = await many(30, (n, url) =>
      get(`${url}/api/time`, from(`2001:db8:1:2::${n + 1}`)),
    );
    expect(passed(answers)).toBe(12);
    expect((await get(`${world.url}/api/time`, from('2001:db8:1:3::1'))).status).toBe(200);
  });

  it('cannot hide behind headers of its own', async () => {
    const answers = await many(40, (n, url) =>
      get(`${url}/api/time`, {
        'X-Forwarded-For': `198.51.100.${n}`,
        Forwarded: `for=198.51.100.${n}`,
        'X-Real-IP': `198.51.100.${n}`,
        'X-Karcis-Client-Ip': `198.51.100.${n}`,
        'X-Internal-Secret': n % 2 ? 'guess' : '',
      }),
    );
    expect(passed(answers)).toBe(12);
  });
});

describe('behind one proxy', () => {
  it('the client is who the proxy saw, whatever stands before that', async () => {
    const { url } = await world.start({ TRUST_PROXY: '1' });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        get(`${url}/api/time`, { 'X-Forwarded-For': `198.51.100.${n}, 203.0.113.9` }),
      ),
    );
    expect(passed(answers)).toBe(12);
    const other = await get(`${url}/api/time`, { 'X-Forwarded-For': '203.0.113.9, 203.0.113.10' });
    expect(other.status).toBe(200);
  });
});
