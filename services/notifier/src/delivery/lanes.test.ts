import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { type Channel, SendFailure } from '../channels/channel.ts';
import { createLanes } from './lanes.ts';

const channel = (name: string, maxInFlight: number, maxPerSecond = Infinity): Channel => ({
  name,
  maxInFlight,
  maxPerSecond,
  prepare: async () => undefined,
  close: async () => undefined,
});
const openMs = 500;
const mail = { lane: 'email', channel: 'email' };
const hook = { lane: 'endpoint-1', channel: 'webhook' };

const fails = (isOutage: boolean) => () => Promise.reject(new SendFailure('no', { isOutage }));
const arrives = async () => undefined;

function aTown() {
  const opened: string[] = [];
  const closed: string[] = [];
  const lanes = createLanes({
    channels: [channel('email', 16), channel('webhook', 4), channel('sms', 4, 6)],
    openMs,
    onOpen: (_, lane) => opened.push(lane),
    onClose: (_, lane) => closed.push(lane),
  });
  const freeOf = (lane: string) => lanes.rooms().find((room) => room.lane === lane)?.free;
  const fail = async (times: number, isOutage = true) => {
    for (let n = 0; n < times; n++) await lanes.send(hook, fails(isOutage)).catch(() => undefined);
  };
  return { lanes, freeOf, fail, opened, closed };
}

describe('a lane', () => {
  it('has the room of its channel, less what is under way', () => {
    const { lanes, freeOf } = aTown();
    lanes.enter(mail);
    lanes.enter(hook);
    expect([freeOf('email'), freeOf('endpoint-1')]).toEqual([15, 3]);
    lanes.leave(hook);
    expect(freeOf('endpoint-1')).toBe(4);
  });

  it('takes no more in a second than its channel bears, and more in the next', async () => {
    const { lanes, freeOf } = aTown();
    const sms = { lane: 'sms', channel: 'sms' };
    const secondOf = () => Math.floor(performance.now() / 1000);
    const atBegin = secondOf();
    await until(() => secondOf() > atBegin);
    for (let n = 0; n < 4; n++) lanes.enter(sms);
    for (let n = 0; n < 4; n++) lanes.leave(sms);
    expect(freeOf('sms')).toBe(2);
    await until(() => freeOf('sms') === 4);
  });

  it('has no room after five outages in a row, and others are not concerned', async () => {
    const { freeOf, fail, opened } = aTown();
    await fail(4);
    expect(freeOf('endpoint-1')).toBe(4);
    await fail(1);
    expect([freeOf('endpoint-1'), freeOf('email'), opened]).toEqual([0, 16, ['endpoint-1']]);
  });

  it('does not suffer from messages that are refused for their own sake', async () => {
    const { freeOf, fail } = aTown();
    await fail(20, false);
    expect(freeOf('endpoint-1')).toBe(4);
  });

  it('lets one message try after a while, and all again when that arrived', async () => {
    const { lanes, freeOf, fail, closed } = aTown();
    await fail(5);
    await until(() => freeOf('endpoint-1') === 1);
    lanes.enter(hook);
    expect(freeOf('endpoint-1')).toBe(0);
    await lanes.send(hook, arrives);
    lanes.leave(hook);
    expect([freeOf('endpoint-1'), closed]).toEqual([4, ['endpoint-1']]);
  });

  it('is left alone again when that one failed', async () => {
    const { freeOf, fail } = aTown();
    await fail(5);
    await until(() => freeOf('endpoint-1') === 1);
    await fail(1);
    expect(freeOf('endpoint-1')).toBe(0);
  });
});
