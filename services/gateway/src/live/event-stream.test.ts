import { type ServerResponse, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { type EventStream, openEventStream } from './event-stream.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A stream with a reader that reads nothing yet. */
async function aStream() {
  const { promise, resolve } = Promise.withResolvers<EventStream>();
  const { promise: response, resolve: respond } = Promise.withResolvers<ServerResponse>();
  const server = createServer((_req, res) => {
    respond(res);
    resolve(openEventStream(res));
  }).listen(0);
  const reader = get({ port: (server.address() as AddressInfo).port, agent: false });
  let text = '';
  let isGone = false;
  reader.on('error', () => (isGone = true));
  const read = Promise.withResolvers<() => void>();
  reader.on('response', (incoming) => {
    incoming.on('error', () => (isGone = true)).on('close', () => (isGone = true));
    read.resolve(() => incoming.setEncoding('utf8').on('data', (chunk) => (text += chunk)));
  });
  closers.push(() => {
    reader.destroy();
    server.close();
  });
  return {
    stream: await promise,
    res: await response,
    startReading: await read.promise,
    text: () => text,
    isGone: () => isGone,
  };
}

describe('a reader that is slow', () => {
  it('gets the latest event when it reads again, and costs no more than what the line holds', async () => {
    const { stream, res, startReading, text } = await aStream();
    const padding = 'x'.repeat(100_000);
    for (let n = 0; n < 1_000; n++) stream.send(`data: ${n} ${padding}\n\n`);
    expect(res.writableLength).toBeLessThan(300_000);

    startReading();
    await until(() => text().includes('data: 999 '));
    expect(text().length).toBeLessThan(50 * padding.length);
  });

  it('is cut off when it takes nothing for half a minute', async () => {
    const { stream, res, startReading, isGone } = await aStream();
    const before = performance.now();
    for (let n = 0; n < 100; n++) stream.send(`data: ${'x'.repeat(100_000)}\n\n`);
    stream.keepAlive(before + 29_000);
    expect(res.destroyed).toBe(false);
    stream.keepAlive(performance.now() + 31_000);
    expect(res.destroyed).toBe(true);
    startReading();
    await until(isGone);
  });
});

describe('a reader that waits', () => {
  it('gets a comment after 15 seconds of silence, and not before', async () => {
    const before = performance.now();
    const { stream, startReading, text } = await aStream();
    startReading();
    stream.keepAlive(before + 14_000);
    stream.send('data: 1\n\n');
    await until(() => text().includes('data: 1'));
    expect(text()).not.toContain(':\n\n');
    stream.keepAlive(performance.now() + 16_000);
    await until(() => text().includes(':\n\n'));
  });
});
