import { afterEach, describe, expect, it } from '@jest/globals';
import { silentLog, until, useNats } from '@karcis/testing';
import { type NatsConnection, connectNats, createHints } from '../src/index.ts';

const nats = useNats();
const open: NatsConnection[] = [];
afterEach(async () => {
  for (const nc of open.splice(0)) await nc.close();
});

async function connect() {
  const nc = await connectNats({ url: nats.url, name: 'test', log: silentLog });
  open.push(nc);
  return nc;
}

describe('a hint', () => {
  it('reaches who listens at that moment, until it stops listening', async () => {
    const nc = await connect();
    const heard: unknown[] = [];
    const hush = createHints(nc).listen('hint.capacity.item.*', (payload, subject) =>
      heard.push([subject, payload]),
    );
    await nc.flush();

    const teller = createHints(await connect());
    teller.tell('hint.capacity.item.1', { available: 3 });
    teller.tell('hint.booking.booking.1', {});
    await until(() => heard.length === 1);
    expect(heard).toEqual([['hint.capacity.item.1', { available: 3 }]]);

    hush();
    await nc.flush();
    teller.tell('hint.capacity.item.1', { available: 2 });
    await open[1]?.flush();
    await nc.flush();
    expect(heard).toHaveLength(1);
  });

  it('that cannot be read is ignored', async () => {
    const nc = await connect();
    const heard: unknown[] = [];
    createHints(nc).listen('hint.>', (payload) => heard.push(payload));
    nc.publish('hint.capacity.item.1', 'no { json');
    createHints(nc).tell('hint.capacity.item.1', 'good');
    await until(() => heard.length === 1);
    expect(heard).toEqual(['good']);
  });

  it('is not told when the connection is closed, and that is no failure', async () => {
    const nc = await connect();
    await nc.close();
    expect(() => createHints(nc).tell('hint.capacity.item.1', {})).not.toThrow();
  });
});
