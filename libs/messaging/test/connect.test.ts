import { describe, expect, it } from '@jest/globals';
import { silentLog, until, useNats } from '@karcis/testing';
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

  it('waits for a server that is still starting', async () => {
    await open.stop();
    const connecting = connectNats({ url: open.url, name: 'test', log: silentLog });
    await open.restart();
    await (await connecting).close();
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
