import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '@karcis/engines';

describe('freePort', () => {
  it('can be listened on', async () => {
    const server = createServer().listen(await freePort(), '127.0.0.1');

    await expect(once(server, 'listening')).resolves.toEqual([]);
    server.close();
  });

  it('is none that the system gives to outgoing connections', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, freePort));

    expect(Math.max(...ports)).toBeLessThan(32_768);
  });

  it('is given to one only, though nobody listens on it yet', async () => {
    const ports = await Promise.all(Array.from({ length: 2_000 }, freePort));

    expect(new Set(ports).size).toBe(2_000);
  });
});
