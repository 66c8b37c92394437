import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HttpServer, problemHandler, readJson, startServer } from '@karcis/http';
import { silentLog, until } from '@karcis/testing';
import { openRaw } from './raw-http.ts';

describe('readJson', () => {
  let server: HttpServer;
  let failures = 0;

  beforeAll(async () => {
    const answerError = problemHandler({ log: silentLog });
    server = await startServer({
      host: '127.0.0.1',
      port: 0,
      app: (req, res) => {
        readJson(req, { maxBytes: 1_000 }).then(
          (body) => res.end(JSON.stringify(body)),
          (error: unknown) => {
            failures += 1;
            answerError(error, req, res);
          },
        );
      },
    });
  });
  afterAll(() => server.close(100));

  const post = (headers: Record<string, string>, body?: string) =>
    fetch(server.url, {
      method: 'POST',
      headers,
      ...(body !== undefined && { body }),
    });

  it('reads JSON in whatever pieces it comes', async () => {
    const client = await openRaw(server.port);
    client.send(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"a"',
    );
    client.send(':"é"');
    client.send('}');
    await until(() => client.received().includes('{"a":"é"}'), { what: 'the answer' });
    client.end();
  });

  it('takes no body for an empty object', async () => {
    expect(await (await post({})).json()).toEqual({});
    expect(await (await post({ 'Content-Type': 'application/json' }, '')).json()).toEqual({});
  });

  it.each([
    ['text/plain', 415],
    ['application/jsonp', 415],
    ['application/json; charset=latin1', 415],
    ['application/json;charset="UTF-8"', 200],
    ['Application/JSON', 200],
  ])('answers %s with %d', async (type, status) => {
    expect((await post({ 'Content-Type': type }, '{}')).status).toBe(status);
  });

  it('refuses a length that is too much before the body comes', async () => {
    const client = await openRaw(server.port);
    client.send(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1001\r\n\r\n',
    );
    await until(() => client.received().includes('413'), { what: 'the refusal' });
    client.end();
  });

  it('refuses a body of unknown length the moment it is too much, and hangs up', async () => {
    const client = await openRaw(server.port);
    client.send(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    client.send(`3e9\r\n${' '.repeat(1_001)}\r\n`);
    await until(() => client.received().includes('413') && client.ended(), { what: 'the refusal' });
  });

  it('gives up when the client goes away in the middle', async () => {
    const before = failures;
    const client = await openRaw(server.port);
    client.send(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    client.end();
    await until(() => failures > before, { what: 'the reader to give up' });
  });
});
