import { describe, expect, it } from '@jest/globals';
import { describeDevice } from './describe-device.ts';

describe('a device', () => {
  it.each([
    [
      'Mozilla/5.0 (Linux; Android 15; SM-A556E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36',
      'Chrome, Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
      'Safari, iOS',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0',
      'Firefox, Windows',
    ],
    ['', undefined],
    [null, undefined],
    ['\u0000<b>', undefined],
  ])('is called by its browser and system: %s', (userAgent, name) => {
    expect(describeDevice(userAgent)).toBe(name);
  });
});
