import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, connect as dial, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startNats } from '@karcis/engines';
import { silentLog, temporaryFolder, until, useNats } from '@karcis/testing';
import { connectNats } from '../src/index.ts';
import { requireVersion } from '../src/connect.ts';
import { linkOf } from '../src/link.ts';

const open = useNats();
const closed = useNats({
  users: [
    {
      user: 'booking',
      password: 'secret',
      publish: ['cmd.>', '_INBOX_booking.>'],
      subscribe: ['_INBOX_booking.>', 'cmd.>'],
    },
  ],
});

/** Stands before the server. `cut` ends all connections, and the next one as soon as the server has greeted. */
async function aBadLine() {
  const sockets = new Set<Socket>();
  let isCut = false;
  const line = createServer((socket) => {
    const server = dial(open.port, '127.0.0.1');
    for (const one of [socket, server]) sockets.add(one.on('error', () => undefined));
    if (isCut) {
      server.once('data', (greeting) => void socket.end(greeting));
      isCut = false;
    } else {
      socket.pipe(server).pipe(socket);
    }
  }).listen(0, '127.0.0.1');
  await once(line, 'listening');

  function cut(): void {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  }
  return {
    url: `nats://127.0.0.1:${(line.address() as AddressInfo).port}`,
    cut,
    close() {
      line.close();
      cut();
    },
  };
}

describe('a connection', () => {
  it('comes back after the server was away, and says so', async () => {
    const nc = await connectNats({ url: open.url, name: 'test', log: silentLog });
    const link = linkOf(nc);
    const changes: string[] = [];
    link.onDown(() => changes.push('down'));
    link.onUp(() => changes.push('up'));
    await open.restart();
    await until(() => changes.length === 2);
    expect(changes).toEqual(['down', 'up']);
    await nc.close();
    expect(link.up).toBe(false);
  });

  it('comes back soon when it broke again in the middle of the greeting', async () => {
    const line = await aBadLine();
    const nc = await connectNats({ url: line.url, name: 'test', log: silentLog });
    const link = linkOf(nc);
    line.cut();
    await until(() => !link.up);
    await until(() => link.up, { timeoutMs: 10_000, what: 'the connection' });
    await nc.close();
    line.close();
  });

  it('waits for a server that is still starting', async () => {
    await open.stop();
    const connecting = connectNats({ url: open.url, name: 'test', log: silentLog });
    await open.restart();
    await (await connecting).close();
  });

  it('waits for a server that took too long to look at its credentials', async () => {
    const dataDir = await temporaryFolder();
    const config = path.join(dataDir, 'server.conf');
    const patience = (seconds: number) =>
      writeFile(
        config,
        `authorization { user: booking, password: secret, timeout: ${seconds.toFixed(9)} }`,
      );
    await patience(1e-9);
    const server = await startNats({ dataDir, config });
    try {
      const waiting = Promise.withResolvers<void>();
      const log = { ...silentLog, info: () => waiting.resolve() };
      const login = { user: 'booking', password: 'secret', name: 'test', log };
      const connecting = connectNats({ url: server.url, ...login });
      await Promise.race([connecting, waiting.promise]);
      await patience(2);
      await server.restart();
      await (await connecting).close();
    } finally {
      await server.stop();
    }
  });

  it('answers to inboxes of its own user only', async () => {
    const login = { user: 'booking', password: 'secret', name: 'test', log: silentLog };
    const nc = await connectNats({ url: closed.url, ...login });
    nc.subscribe('cmd.echo', { callback: (_error, msg) => void msg.respond(msg.data) });
    expect((await nc.request('cmd.echo', 'hello')).string()).toBe('hello');
    await nc.close();
  });

  it('is refused at once with wrong credentials', async () => {
    const login = { user: 'booking', password: 'wrong', name: 'test', log: silentLog };
    await expect(connectNats({ url: closed.url, ...login })).rejects.toThrow(/authorization/i);
  });
});

describe('a nats-server', () => {
  it.each(['2.10.0', '2.10.27', '2.11.1', '2.12.0-beta.1', '3.0.0'])(
    'of version %s will do',
    (v) => {
      expect(() => requireVersion(v)).not.toThrow();
    },
  );

  it.each(['2.9.10', '1.4.1', 'unknown'])('of version %s is refused', (version) => {
    expect(() => requireVersion(version)).toThrow(
      `nats-server ${version} is too old: Karcis needs 2.10 or newer`,
    );
  });
});
