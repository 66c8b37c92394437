import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '@karcis/engines';

describe('freePort', () => {
  it('can be listened on', async () => {
    expect(await freePort()).toBeGreaterThan(0);
  });
});
