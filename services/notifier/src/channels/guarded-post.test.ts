import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { createGuardedPost, type PostRules } from './guarded-post.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function guarded(rules: Partial<PostRules> = {}) {
  const strict = { allowInsecure: false, allowPrivate: false, timeoutMs: 5_000 };
  const post = createGuardedPost({ ...strict, ...rules });
  closers.push(() => post.close());
  return post;
}

/** A receiver on loopback, which counts its visitors. */
async function listen(
  answer: Parameters<typeof createServer>[1],
): Promise<{ port: number; visits: () => number }> {
  let visits = 0;
  const server: Server = createServer((req, res) => {
    visits++;
    answer?.(req, res);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, visits: () => visits };
}

const loopback = async () => [{ address: '127.0.0.1', family: 4 }];

describe('an address that strangers chose', () => {
  it.each([
    'http://receiver.example/hook',
    'ftp://receiver.example/hook',
    'https://user:secret@receiver.example/hook',
    'https://127.0.0.1/hook',
    'https://[::1]/hook',
    'https://[::ffff:127.0.0.1]/hook',
    'https://[fe80::1]/hook',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.1.2.3/hook',
    'https://2130706433/hook',
    'https://0x7f.1/hook',
    'https://0177.0.0.1/hook',
    'https://127.1/hook',
    'https://127.0.0.1./hook',
    'https://localhost/hook',
    'no url at all',
  ])('is refused: %s', async (url) => expect(await guarded().isAllowed(url)).toBe(false));

  it('is refused when its name leads home, though others of its addresses do not', async () => {
    const resolve = async () => [{ address: '1.1.1.1', family: 4 }, ...(await loopback())];
    expect(await guarded({ resolve }).isAllowed('https://receiver.example/hook')).toBe(false);
  });

  it('is allowed on the open internet, and as long as its name cannot be resolved', async () => {
    const resolve = async () => [{ address: '1.1.1.1', family: 4 }];
    const lost = () => Promise.reject(new Error('ENOTFOUND'));
    expect(await guarded({ resolve }).isAllowed('https://receiver.example/hook')).toBe(true);
    expect(await guarded({ resolve: lost }).isAllowed('https://receiver.example/hook')).toBe(true);
    expect(await guarded().isAllowed('https://1.1.1.1/hook')).toBe(true);
  });
});

describe('a post', () => {
  it.each(['127.0.0.1', '[::1]', '2130706433', '0x7f000001', 'localhost'])(
    'does not reach %s',
    async (host) => {
      const receiver = await listen((_, res) => res.end());
      const url = `http://${host}:${receiver.port}/`;
      await expect(guarded({ allowInsecure: true }).post(url, {}, '{}')).rejects.toMatchObject({
        name: 'SendFailure',
        message: 'address not allowed',
      });
      expect(receiver.visits()).toBe(0);
    },
  );

  it('connects to the very addresses that were checked: a name that changes its mind gains nothing', async () => {
    const receiver = await listen((_, res) => res.end());
    let asked = 0;
    const resolve = async () => (asked++ === 0 ? [{ address: '1.1.1.1', family: 4 }] : loopback());
    const post = guarded({ allowInsecure: true, resolve });

    const url = `http://rebinding.example:${receiver.port}/`;
    expect(await post.isAllowed(url)).toBe(true);
    await expect(post.post(url, {}, '{}')).rejects.toThrow('address not allowed');
    expect({ asked, visits: receiver.visits() }).toEqual({ asked: 2, visits: 0 });
  });

  it('follows no redirect', async () => {
    const inner = await listen((_, res) => res.end());
    const outer = await listen((_, res) =>
      res.writeHead(307, { location: `http://127.0.0.1:${inner.port}/` }).end(),
    );
    const post = guarded({ allowInsecure: true, allowPrivate: true });
    expect(await post.post(`http://127.0.0.1:${outer.port}/`, {}, '{}')).toBe(307);
    expect(inner.visits()).toBe(0);
  });

  it('gives up on who never answers', async () => {
    const receiver = await listen(() => undefined);
    const post = guarded({ allowInsecure: true, allowPrivate: true, timeoutMs: 100 });
    await expect(post.post(`http://127.0.0.1:${receiver.port}/`, {}, '{}')).rejects.toMatchObject({
      message: 'no answer within 100 ms',
      isOutage: true,
    });
  });

  it('says why nobody could be reached', async () => {
    const post = guarded({ allowInsecure: true, allowPrivate: true });
    await expect(post.post('http://127.0.0.1:1/', {}, '{}')).rejects.toThrow(
      'no answer (ECONNREFUSED)',
    );
  });

  it('does not read an endless answer', async () => {
    let open = true;
    const receiver = await listen((_, res) => {
      res.on('close', () => (open = false));
      res.writeHead(200);
      const more = () => open && res.write('x'.repeat(65_536), more);
      more();
    });
    const post = guarded({ allowInsecure: true, allowPrivate: true });
    expect(await post.post(`http://127.0.0.1:${receiver.port}/`, {}, '{}')).toBe(200);
    await until(() => !open, { what: 'the end of the connection' });
  });
});
