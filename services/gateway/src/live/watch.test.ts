import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { openEventStream } from './event-stream.ts';
import { createWatch } from './watch.ts';

const LISTENERS = 1_500;

describe('a change that many watch', () => {
  const readers: Socket[] = [];
  const received: string[] = Array.from({ length: LISTENERS }, () => '');
  let price = 1;
  let change = (): void => undefined;
  const watch = createWatch<'public'>({
    router: { listen: (_id, hear) => ((change = hear), () => undefined), stop: () => undefined },
    read: async () => () => ({ sameAs: String(price), text: `data: ${price}\n\n` }),
    minGapMs: 0,
    onError: (error) => {
      throw error;
    },
  });
  let told = 0;
  const server = createServer((_req, res) => {
    const stream = openEventStream(res);
    const send = (text: string) => {
      told += 1;
      stream.send(text);
    };
    res.once('close', watch.join('item', 'public', { ...stream, send }));
  });

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1', LISTENERS), 'listening');
    const { port } = server.address() as AddressInfo;
    for (let n = 0; n < LISTENERS; n += 1) {
      const reader = connect(port, '127.0.0.1').setEncoding('latin1');
      reader.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      reader.on('data', (chunk) => (received[n] += String(chunk)));
      readers.push(reader);
    }
    await until(() => received.every((text) => text.includes('data: 1\n')));
  });
  afterAll(() => {
    watch.stop();
    for (const reader of readers) reader.destroy();
    server.close();
  });

  it('reaches all of them, and lets other requests have their turn meanwhile', async () => {
    told = 0;
    price = 2;
    change();
    const turns = new Set<number>();
    while (told < LISTENERS) {
      await nextTurn();
      turns.add(told);
    }

    expect([...turns].some((count) => count > 0 && count < LISTENERS)).toBe(true);
    await until(() => received.every((text) => text.endsWith('\n\ndata: 2\n\n')));
  });

  it('ends with the connections, as each was told at its head', async () => {
    watch.stop();
    await until(() => readers.every(({ readableEnded }) => readableEnded));
    expect(received.every((text) => text.includes('\r\nConnection: close\r\n'))).toBe(true);
  });
});
