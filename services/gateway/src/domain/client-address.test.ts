import { describe, expect, it } from '@jest/globals';
import { clientAddress, plainAddress, subscriberOf } from './client-address.ts';

describe('the client’s address', () => {
  const cases: [string, string, string | undefined, number, string][] = [
    [
      'without proxies is the socket’s, whatever the header says',
      '9.9.9.9',
      '1.1.1.1',
      0,
      '9.9.9.9',
    ],
    ['behind one proxy is what that proxy saw', '10.0.0.1', '6.6.6.6, 2.2.2.2', 1, '2.2.2.2'],
    [
      'behind two proxies is what the first of them saw',
      '10.0.0.1',
      '6.6.6.6, 2.2.2.2, 10.0.0.2',
      2,
      '2.2.2.2',
    ],
    ['is the farthest that is known when a hop is missing', '10.0.0.1', '2.2.2.2', 2, '2.2.2.2'],
    ['is the proxy’s own without the header', '10.0.0.1', undefined, 1, '10.0.0.1'],
    ['stops before text that is no address', '10.0.0.1', '1.1.1.1, <script>', 2, '10.0.0.1'],
    ['has no port', '10.0.0.1', '[2001:db8::1]:4711', 1, '2001:db8::1'],
    ['is IPv4 even in IPv6 clothes', '::ffff:9.9.9.9', undefined, 0, '9.9.9.9'],
  ];
  it.each(cases)('%s', (_what, socket, header, proxies, expected) => {
    expect(clientAddress(socket, header, proxies)).toBe(expected);
  });

  it.each(['', 'unknown', '1.2.3', '1.2.3.4.5', '999.1.1.1', ':::', 'a'.repeat(10_000)])(
    'is never %.20j',
    (text) => expect(plainAddress(text)).toBeUndefined(),
  );
});

describe('a subscriber', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
  ])('%s is counted as %s', (address, subscriber) => {
    expect(subscriberOf(address)).toBe(subscriber);
  });
});
