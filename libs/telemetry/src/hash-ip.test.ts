import { describe, expect, it } from '@jest/globals';
import { hashIp } from './hash-ip.ts';

describe('hashIp', () => {
  it('is the start of a keyed hash', () => {
    expect(hashIp('secret', '203.0.113.9')).toMatch(/^[0-9a-f]{16}$/);
    expect(hashIp('secret', '203.0.113.9')).toBe(hashIp('secret', '203.0.113.9'));
    expect(hashIp('other', '203.0.113.9')).not.toBe(hashIp('secret', '203.0.113.9'));
    expect(hashIp('secret', '203.0.113.8')).not.toBe(hashIp('secret', '203.0.113.9'));
  });

  it('knows an IPv4 client on a dual-stack socket for the same', () => {
    expect(hashIp('secret', '::ffff:203.0.113.9')).toBe(hashIp('secret', '203.0.113.9'));
  });
});
