import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CannotStart, type HttpServer, startServer } from '@karcis/http';
import { until } from '@karcis/testing';
import { openRaw } from './raw-http.ts';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

let server: HttpServer | undefined;
afterEach(() => server?.close(0));

let doors = 1;

/** A server that answers only when the test says so. */
async function start(options: Partial<Parameters<typeof startServer>[0]> = {}) {
  const waiting: ServerResponse[] = [];
  const started = await startServer({
    host: '127.0.0.1',
    port: 0,
    doors,
    app: (_req, res) => void waiting.push(res),
    ...options,
  });
  server = started;
  return { ...started, waiting };
}

describe.each([1, 4])('startServer with %i doors', (count) => {
  beforeEach(() => void (doors = count));

  it('takes a free port for 0 and says where it is', async () => {
    const { url, port } = await start({ app: (_req, res) => void res.end('here') });
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect(await (await fetch(url)).text()).toBe('here');
  });

  it('says in one sentence that a port is taken', async () => {
    const { port } = await start();
    const second = startServer({ host: '127.0.0.1', port, doors, app: () => undefined });
    await expect(second).rejects.toThrow(CannotStart);
    await expect(second).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is taken: stop what uses it, or choose another port.`,
    );
  });

  it('cuts a client that dribbles its headers', async () => {
    const { port } = await start({ headersTimeoutMs: 300, requestTimeoutMs: 600 });
    const client = await openRaw(port);
    client.send('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    await until(() => client.ended(), { what: 'the slow client to be cut' });
    expect(client.received()).toContain('408');
  });

  it('cuts a client that does not read its answer, and nobody who waits for one', async () => {
    const { port, waiting } = await start({ stuckMs: 300 });
    const [stuck, reading] = [await openRaw(port), await openRaw(port)];
    stuck.pause();
    stuck.send(GET);
    reading.send(GET);
    await until(() => waiting.length === 2, { what: 'the requests' });
    const [first, second] = waiting as [ServerResponse, ServerResponse];
    first.end(Buffer.alloc(20_000_000, 'x'));
    second.write('x');
    const writing = setInterval(() => second.write('x'), 50);

    await until(() => first.destroyed, { what: 'the stuck connection to be cut' });
    clearInterval(writing);
    second.end('done');
    await until(() => reading.received().includes('done'));
  });

  it('closes a connection too many at once, and takes another when one has ended', async () => {
    const { port, waiting } = await start({ connectionsMax: 2 });
    const [first] = [await openRaw(port), await openRaw(port)];
    const third = await openRaw(port);
    await until(() => third.ended(), { what: 'the third connection to be closed' });

    first.end();
    await until(async () => {
      const next = await openRaw(port);
      next.send(GET);
      await Promise.race([until(() => waiting.length > 0), until(() => next.ended())]);
      return waiting.length > 0;
    });
  });

  it('gives one client its share of connections, and others theirs', async () => {
    let client = 'a';
    const { port, waiting } = await start({ perClient: { max: 1, clientOf: () => client } });
    const first = await openRaw(port);
    const second = await openRaw(port);
    await until(() => second.ended(), { what: 'the second of the same client to be closed' });
    expect(first.ended()).toBe(false);

    client = 'b';
    const other = await openRaw(port);
    other.send(GET);
    await until(() => waiting.length === 1, { what: 'the other client’s request' });
  });

  it('lets an answer in flight finish, and ends its connection and the idle ones', async () => {
    const { port, waiting, close } = await start();
    const idle = await openRaw(port);
    idle.send(GET);
    await until(() => waiting.length === 1, { what: 'the first request' });
    waiting.shift()?.end('first');
    await until(() => idle.received().includes('first'), { what: 'the first answer' });

    const busy = await openRaw(port);
    busy.send(GET);
    await until(() => waiting.length === 1, { what: 'the second request' });
    const closing = close(10_000);

    await until(() => idle.ended(), { what: 'the idle connection to end' });
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
    expect(busy.ended()).toBe(false);

    waiting.shift()?.end('second');
    await closing;
    await until(() => busy.ended(), { what: 'the busy connection to end' });
    expect(busy.received()).toContain('second');
  });

  it('cuts what is not done when the grace is over', async () => {
    const { port, waiting, close } = await start();
    const client = await openRaw(port);
    client.send(GET);
    await until(() => waiting.length === 1, { what: 'the request' });

    await close(100);
    await until(() => client.ended(), { what: 'the connection to be cut' });
  });

  it('does not cut an answer that the client still reads', async () => {
    const size = 20_000_000;
    const { port, waiting, close } = await start();
    const client = await openRaw(port);
    client.pause();
    client.send(GET);
    await until(() => waiting.length === 1, { what: 'the request' });
    waiting.shift()?.end(Buffer.alloc(size, 'x'));

    const closing = close(10_000);
    client.resume();
    await closing;
    await until(() => client.ended(), { what: 'the end of the answer' });
    expect(client.received().length).toBeGreaterThan(size);
  });

  it('tells the client in its last answer to hang up', async () => {
    const { port, waiting, close } = await start();
    const client = await openRaw(port);
    client.send(GET);
    await until(() => waiting.length === 1, { what: 'the request' });
    const closing = close(10_000);

    waiting.shift()?.end('last');
    await closing;
    await until(() => client.ended(), { what: 'the connection to end' });
    expect(client.received()).toContain('Connection: close');
  });
});

(process.platform === 'linux' ? describe : describe.skip)('a crowd that comes at once', () => {
  it('is let in by all doors, one of each in a turn', async () => {
    const CROWD = 64;
    const accepted = [];
    const clientOf = (address: string) => {
      accepted.push(address);
      return address;
    };
    const { port } = await start({ doors: 16, perClient: { max: CROWD, clientOf } });
    const crowd = Array.from({ length: CROWD }, () => connect(port, '127.0.0.1'));
    await Promise.all(crowd.map((socket) => once(socket, 'connect')));

    let turns = 0;
    for (; accepted.length < CROWD; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const socket of crowd) socket.destroy();
    expect(turns).toBeLessThan(CROWD / 2);
  });
});
