import { afterEach, describe, expect, it } from '@jest/globals';
import { useNats } from '@karcis/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';

describe('useNats', () => {
  const nats = useNats({
    users: [{ user: 'ana', password: 'secret', subscribe: ['mine.>', '_INBOX.>'] }],
  });
  const open: NatsConnection[] = [];
  afterEach(() => Promise.all(open.splice(0).map((nc) => nc.close())));

  const dial = async (login = { user: 'ana', pass: 'secret' }) => {
    const nc = await connect({ servers: nats.url, reconnectTimeWait: 20, ...login });
    open.push(nc);
    return nc;
  };
  const streams = async () => await (await jetstreamManager(await dial())).streams.names().next();

  it('lets in the users it was given only', async () => {
    await expect(dial({ user: 'ana', pass: 'wrong' })).rejects.toThrow('Authorization Violation');

    const nc = await dial();
    const [theirs] = await Promise.allSettled([nc.subscribe('theirs').closed]);
    expect(theirs).toMatchObject({ status: 'fulfilled', value: expect.any(Error) });
  });

  it('keeps streams over kill9, forgets them by wipe', async () => {
    const jsm = await jetstreamManager(await dial());
    await jsm.streams.add({ name: 'KEPT', subjects: ['kept.>'] });

    await nats.kill9();
    await nats.restart();
    expect(await streams()).toEqual(['KEPT']);

    await expect(nats.wipe()).rejects.toThrow('running');
    await nats.stop();
    await nats.wipe();
    await nats.restart();
    expect(await streams()).toEqual([]);
  });
});
